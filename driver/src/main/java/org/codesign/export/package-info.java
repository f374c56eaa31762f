/** Designs in the formats of other tools. */
package org.codesign.export;
