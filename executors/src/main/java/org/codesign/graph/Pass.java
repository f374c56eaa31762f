package org.codesign.graph;

import java.util.Set;

/**
 * What a pass over the graph has to do.
 *
 * @param active nodes whose output depends on the direction, and the image if it does
 * @param wanted nodes whose output's gradient is needed, and the image if its is
 * @param chosen nodes whose weights have a direction
 */
record Pass(Set<String> active, Set<String> wanted, Set<String> chosen) {}
