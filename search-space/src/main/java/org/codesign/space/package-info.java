/** The joint search space: its exact size, and the way from an index to a design and back. */
package org.codesign.space;
