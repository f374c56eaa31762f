package org.codesign.cli;

import java.util.Iterator;
import java.util.List;
import org.codesign.store.Stage;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The stages that {@code --until} may name. */
final class LastStage implements ITypeConverter<Stage>, Iterable<String> {

  private static final List<Stage> STAGES =
      List.of(
          Stage.TEACHER,
          Stage.BLOCKS,
          Stage.SENSITIVITY,
          Stage.COSTS,
          Stage.FRONT,
          Stage.FINALISTS);

  @Override
  public Stage convert(String text) {
    return STAGES.stream()
        .filter(stage -> stage.folder().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not one of %s".formatted(text, String.join(", ", this))));
  }

  @Override
  public Iterator<String> iterator() {
    return STAGES.stream().map(Stage::folder).iterator();
  }
}
