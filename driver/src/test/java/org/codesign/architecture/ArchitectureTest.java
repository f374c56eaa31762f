package org.codesign.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The modules and their arrows, as the classes on the class path have them. */
class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.codesign");

  private static final String[] SEARCH_SPACE = packages("network", "quantization", "space");
  private static final String[] HW_PROFILES =
      packages("hardware", "workload", "cost", "calibration");
  private static final String[] EXECUTORS =
      packages("data", "onnx", "engine", "distillation", "sensitivity", "integer", "graph", "task");
  private static final String[] DRIVER =
      packages(
          "allocation",
          "pareto",
          "predictor",
          "search",
          "store",
          "export",
          "report",
          "config",
          "profile",
          "cli");

  private static String[] packages(String... names) {
    return java.util.Arrays.stream(names)
        .map(name -> "org.codesign." + name + "..")
        .toArray(String[]::new);
  }

  private static String[] both(String[] one, String... other) {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(one), java.util.Arrays.stream(other))
        .toArray(String[]::new);
  }

  @Test
  void allModulesAreOnTheClassPath() {
    for (String type :
        new String[] {
          "space.SearchSpace", "cost.CostModel", "task.BlockTask", "config.RunConfig"
        }) {
      assertThat(CLASSES.contain("org.codesign." + type)).as(type).isTrue();
    }
  }

  @Test
  void everyPackageBelongsToAModule() {
    classes()
        .should()
        .resideInAnyPackage(both(both(both(SEARCH_SPACE, HW_PROFILES), EXECUTORS), DRIVER))
        .check(CLASSES);
  }

  @Test
  void theSearchSpaceKnowsTheJdkOnly() {
    classes()
        .that()
        .resideInAnyPackage(SEARCH_SPACE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(both(SEARCH_SPACE, "java.."))
        .check(CLASSES);
  }

  @Test
  void hardwareProfilesKnowTheSearchSpaceAndTheJdkOnly() {
    classes()
        .that()
        .resideInAnyPackage(HW_PROFILES)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(both(both(HW_PROFILES, SEARCH_SPACE), "java.."))
        .check(CLASSES);
  }

  @Test
  void executorsKnowNeitherHardwareNorTheDriver() {
    noClasses()
        .that()
        .resideInAnyPackage(EXECUTORS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(both(HW_PROFILES, DRIVER))
        .check(CLASSES);
  }

  @Test
  void sparkIsOnlyWhereItsTasksAndStagesAre() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages("task", "search", "predictor", "cli"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "scala..", "com.esotericsoftware..")
        .check(CLASSES);
  }

  @Test
  void algorithmsKnowNoFilesAndNoJson() {
    noClasses()
        .that()
        .resideInAnyPackage(packages("pareto", "allocation"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.fasterxml..", "org.apache.hadoop..", "java.nio.file..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.codesign.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void randomNumbersComeFromSeedsOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(StrictMath.class, "random")
        .check(CLASSES);
    noClasses()
        .should()
        .callConstructor(java.util.SplittableRandom.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.SecureRandom")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.codesign.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
  }

  @Test
  void namesSayWhatAClassIs() {
    noClasses()
        .should()
        .haveNameMatching(
            ".*\\.[A-Za-z0-9$]*(Utils?|Helpers?|Manager|Processor|Impl|Base|Common|Misc)")
        .check(CLASSES);
  }
}
