package org.codesign.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * YAML text as a tree. Duplicate keys, a second document, deep nesting and aliases are refused: an
 * alias would reach the tree as the plain text of its name, and a configuration needs none.
 */
final class YamlTree {

  /** The most characters of a configuration. */
  static final int MAXIMUM_LENGTH = 1 << 20;

  private static final int MAXIMUM_DEPTH = 24;

  private YamlTree() {}

  /**
   * The tree of a text, a missing node for an empty one.
   *
   * @throws YamlTreeException if the text cannot be read, with the reason in one line
   */
  static JsonNode parse(String text) {
    YAMLMapper mapper = mapper();
    try {
      requireSimple(mapper, text);
      return mapper.readTree(text);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
      throw new YamlTreeException(line + firstLine(e.getOriginalMessage()), e);
    } catch (IOException | YAMLException e) {
      throw new YamlTreeException(firstLine(String.valueOf(e.getMessage())), e);
    }
  }

  private static void requireSimple(YAMLMapper mapper, String text) throws IOException {
    try (YAMLParser parser = mapper.getFactory().createParser(text)) {
      int depth = 0;
      Optional<JsonToken> token = next(parser);
      while (token.isPresent()) {
        depth += token.get().isStructStart() ? 1 : token.get().isStructEnd() ? -1 : 0;
        int line = parser.getTokenLocation().getLineNr();
        if (parser.isCurrentAlias()) {
          throw new YamlTreeException(
              "line %d: the alias *%s cannot be used here, write the value out"
                  .formatted(line, parser.getText()));
        }
        if (depth > MAXIMUM_DEPTH) {
          throw new YamlTreeException(
              "line %d: sections may be nested %d deep".formatted(line, MAXIMUM_DEPTH));
        }
        token = next(parser);
      }
    }
  }

  private static Optional<JsonToken> next(YAMLParser parser) throws IOException {
    return Optional.ofNullable(parser.nextToken());
  }

  private static YAMLMapper mapper() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAXIMUM_LENGTH);
    options.setMaxAliasesForCollections(0);
    options.setNestingDepthLimit(MAXIMUM_DEPTH);
    return YAMLMapper.builder(YAMLFactory.builder().loaderOptions(options).build())
        .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("it cannot be read as YAML").strip();
  }
}
