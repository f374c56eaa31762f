/** Predicts measured accuracy from what the stages know of a design, with Spark MLlib. */
package org.codesign.predictor;
