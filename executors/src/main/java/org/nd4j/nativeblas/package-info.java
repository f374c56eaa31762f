/** One class that Deeplearning4j looks up by a name its own library no longer has. */
package org.nd4j.nativeblas;
