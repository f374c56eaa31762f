package org.codesign.report;

/**
 * The network that the blocks were distilled from.
 *
 * @param name its name
 * @param accuracy its accuracy on the test images, in [0, 1]
 * @param testImages the number of test images that every accuracy of the report is measured on
 * @param sizeBytes the size of its weights
 */
public record Teacher(String name, double accuracy, int testImages, long sizeBytes) {

  public Teacher {
    Checks.text("teacher's name", name);
    Checks.within("teacher's accuracy", accuracy, 0, 1);
    Checks.count("number of test images", testImages);
    Checks.count("teacher's size in bytes", sizeBytes);
  }
}
