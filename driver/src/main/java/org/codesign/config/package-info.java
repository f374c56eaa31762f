/**
 * The configuration of a run: YAML in, one immutable {@link org.codesign.config.RunConfig} out. All
 * problems of a file are reported at once, one line each. Precedence: command line ({@code --set}),
 * then the file, then the defaults.
 */
package org.codesign.config;
