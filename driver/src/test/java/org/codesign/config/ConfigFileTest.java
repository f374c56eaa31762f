package org.codesign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

  @TempDir private Path folder;

  @Test
  void resolvesPathsAgainstItsFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("run.yaml"), ConfigText.MINIMAL);
    ImageSource.Idx train = (ImageSource.Idx) read(file).data().train();
    assertThat(train.images().path().toUri().toString())
        .isEqualTo("file:" + folder.resolve("train-images.gz"));
    assertThat(train.images().written()).isEqualTo("train-images.gz");
  }

  @Test
  void theQuickstartHasABillionDesigns() {
    RunConfig config = read(Path.of("../conf/quickstart.yaml"));
    assertThat(config.space().searchSpace(TensorShape.image(1, 28, 28), 10, 1).size())
        .isGreaterThanOrEqualTo(BigInteger.valueOf(1_000_000_000));
  }

  @Test
  void refusesAFileThatCannotBeRead() throws IOException {
    Path missing = folder.resolve("none.yaml");
    assertThatThrownBy(() -> read(missing))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(missing + ": the file does not exist");
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(folder + ": it is a folder, not a file");
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {'a', (byte) 0xff});
    assertThatThrownBy(() -> read(binary))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(binary + ": it is not text in UTF-8");
    Path large = Files.write(folder.resolve("l.yaml"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> read(large))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(large + ": it has 1048577 bytes, and a configuration at most 1048576");
  }

  private static RunConfig read(Path file) {
    return RunConfig.read(file.toString(), Map.of(), new Configuration(false));
  }
}
