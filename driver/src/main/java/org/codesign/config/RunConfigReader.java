package org.codesign.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the whole configuration; the sections of their own have their own readers. */
final class RunConfigReader {

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  private RunConfigReader() {}

  /**
   * The configuration of a file.
   *
   * @throws ConfigurationException with one line for each problem
   */
  static RunConfig read(ConfigFile file, Map<String, String> overrides) {
    ConfigProblems problems = new ConfigProblems(file.name(), overrides.keySet());
    ObjectNode tree = tree(file);
    ConfigOverrides.apply(tree, overrides, problems);
    ConfigNode root = ConfigNode.root(tree, problems);
    String name = root.text("name").satisfying(RunConfigReader::misnamed).required("unnamed");
    long seed = root.longInteger("seed").between(0L, Long.MAX_VALUE).orElse(1L);
    InputFiles files = new InputFiles(file.folder());
    DataConfig data = new DataReader(files).read(root.requiredSection("data"));
    TeacherConfig teacher = new TeacherReader(files).read(root.section("teacher"));
    SpaceConfig space = SpaceReader.read(root.requiredSection("space"), file.name());
    TargetConfig target = new TargetReader(files).read(root);
    StagesConfig stages = StagesReader.read(root);
    root.reportUnknownKeys();
    problems.throwIfAny();
    new ConfigRules(problems).check(data, teacher, space, stages);
    problems.throwIfAny();
    String canonical = CanonicalJson.write(root.effective());
    RunIdentity identity = new RunIdentity(name, seed, file.name(), canonical);
    return new RunConfig(identity, data, teacher, space, target, stages);
  }

  private static ObjectNode tree(ConfigFile file) {
    try {
      JsonNode tree = YamlTree.parse(file.text());
      if (tree instanceof ObjectNode object) {
        return object;
      }
      boolean empty = tree.isMissingNode() || tree.isNull();
      throw new YamlTreeException(
          empty ? "it is empty" : "it must have keys such as 'name: my-run'");
    } catch (YamlTreeException e) {
      throw new ConfigurationException(List.of(file.name() + ": " + e.getMessage()));
    }
  }

  private static Optional<String> misnamed(String name) {
    return name.matches(NAME)
        ? Optional.empty()
        : Optional.of("must be 1 to 100 letters, digits, dots, hyphens and underscores");
  }
}
