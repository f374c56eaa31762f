package org.codesign.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.codesign.network.TensorShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFolderReaderTest {

  /** Not in sorted order, with things to pass over. */
  private static final Map<String, byte[]> FILES = files();

  @TempDir private Path folder;

  private static Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("train/dog/b.png", DataFiles.png(0x040000));
    files.put("train/cat/2.PNG", DataFiles.png(0x020000));
    files.put("train/cat-big/x.png", DataFiles.png(0x030000));
    files.put("train/cat/10.png", DataFiles.png(0x010000));
    files.put("train/cat/notes.txt", DataFiles.text("not an image"));
    files.put("train/cat/._2.png", DataFiles.text("hidden"));
    files.put("train/.cache/z.png", DataFiles.text("hidden"));
    files.put("train/empty/readme.md", DataFiles.text("no image in this folder"));
    files.put("train/cat/deeper/y.png", DataFiles.png(0x990000));
    files.put("train/dog/c d%.png", DataFiles.png(0x050000));
    files.put("test/dog/a.png", DataFiles.png(0x060000));
    files.put("README.md", DataFiles.text("data"));
    return files;
  }

  private String asFolder(Map<String, byte[]> files) {
    files.forEach((name, content) -> DataFiles.write(folder.resolve("data/" + name), content));
    return folder.resolve("data").toUri().toString();
  }

  private String asTar(Map<String, byte[]> files) {
    return DataFiles.write(folder.resolve("data.tar"), DataFiles.tar(files));
  }

  private static ImageSet read(String location, String split) {
    return Datasets.read(new ClassFolderSource(location, split), new Configuration());
  }

  private static List<Integer> reds(ImageSet images) {
    return IntStream.range(0, images.count()).mapToObj(i -> images.pixel(i, 0)).toList();
  }

  private static void assertRefused(String location, String split, String... parts) {
    assertThatThrownBy(() -> read(location, split))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts);
  }

  private static void assertTrainImages(ImageSet images) {
    assertThat(images.shape()).isEqualTo(TensorShape.image(3, 2, 2));
    assertThat(images.classNames()).containsExactly("cat", "cat-big", "dog");
    assertThat(reds(images)).containsExactly(1, 2, 3, 4, 5);
    assertThat(IntStream.range(0, 5).map(images::label)).containsExactly(0, 0, 1, 2, 2);
  }

  @Test
  void readsAFolderSortedByClassAndName() {
    assertTrainImages(read(asFolder(FILES), "train"));
  }

  @Test
  void readsTarArchivesSortedByClassAndName() {
    assertTrainImages(read(asTar(FILES), "train/"));
    byte[] packed = DataFiles.gzip(DataFiles.tar(FILES));
    assertTrainImages(read(DataFiles.write(folder.resolve("data.any"), packed), "train"));
  }

  @Test
  void doesNotDependOnTheOrderOfAnArchive() {
    List<String> names = new ArrayList<>(FILES.keySet());
    for (long seed = 0; seed < 5; seed++) {
      Map<String, byte[]> shuffled = new LinkedHashMap<>();
      for (int i : Permutation.of(seed, names.size())) {
        shuffled.put("./" + names.get(i), FILES.get(names.get(i)));
      }
      assertTrainImages(read(asTar(shuffled), "train"));
    }
  }

  @Test
  void readsTheRootOfAFolderOrArchive() {
    Map<String, byte[]> files = Map.of("a/1.png", DataFiles.png(0x070000));
    assertThat(reds(read(asFolder(files), ""))).containsExactly(7);
    assertThat(reds(read(asTar(files), ""))).containsExactly(7);
  }

  @Test
  void decodesOnlyTheFirstImagesOfEachClass() {
    Map<String, byte[]> files = new LinkedHashMap<>(FILES);
    files.put("train/cat/3.png", DataFiles.text("damaged, but never decoded"));
    for (String location : List.of(asFolder(files), asTar(files))) {
      ImageSet images =
          Datasets.read(
              new ClassFolderSource(location, "train"), new ClassLimit(1), new Configuration());
      assertThat(reds(images)).containsExactly(1, 3, 4);
    }
  }

  @Test
  void passesOverNamesThatLeaveTheArchive() {
    Map<String, byte[]> files = new LinkedHashMap<>(FILES);
    files.put("/train/cat/0.png", DataFiles.png(0x770000));
    files.put("../train/cat/0.png", DataFiles.png(0x770000));
    files.put("train/../cat/0.png", DataFiles.png(0x770000));
    assertTrainImages(read(asTar(files), "train"));
  }

  @Test
  void rejectsImagesOfMixedSizesAndChannels() {
    BufferedImage wide = DataFiles.filled(3, 2, BufferedImage.TYPE_INT_RGB, 0x112233);
    BufferedImage grey = DataFiles.filled(2, 2, BufferedImage.TYPE_BYTE_GRAY, 0x112233);
    for (BufferedImage other : List.of(wide, grey)) {
      Map<String, byte[]> files = new LinkedHashMap<>();
      files.put("a/1.png", DataFiles.png(0));
      files.put("a/2.png", DataFiles.encode(other, "png"));
      int channels = other == wide ? 3 : 1;
      String shape = TensorShape.image(channels, 2, other.getWidth()).toString();
      assertRefused(asFolder(files), "", "a/2.png is " + shape, "a/1.png is [1, 3, 2, 2]");
      assertRefused(asTar(files), "", "data.tar!a/2.png is " + shape, "a/1.png is [1, 3, 2, 2]");
    }
  }

  @Test
  void rejectsADamagedImageByItsName() {
    Map<String, byte[]> files = Map.of("a/1.png", DataFiles.text("GIF89a"));
    assertRefused(asFolder(files), "", "a/1.png begins with", "neither PNG nor JPEG");
    assertRefused(asTar(files), "", "data.tar!a/1.png begins with", "neither PNG nor JPEG");
  }

  @Test
  void rejectsANameThatHadoopCannotOpen() {
    assertRefused(
        asFolder(Map.of("a/b:c.png", DataFiles.png(0))), "", "a/b:c.png cannot be read", "URI");
  }

  @Test
  void rejectsAPlaceWithoutImages() {
    assertRefused(asTar(FILES), "valid", "no image valid/<class>/*.{png,jpg,jpeg} in", "data.tar");
    String location = asFolder(FILES);
    assertRefused(location, "valid", "data/valid does not exist");
    assertRefused(location, "README.md", "README.md is a file, not a folder");
    assertRefused(location + "/none", "", "/none does not exist");
    assertRefused(location + "/test/dog", "", "no image <class>/*.{png,jpg,jpeg} in");
  }

  @Test
  void namesTheFoldersWhereTheClassesMayBe() {
    String advice =
        "Maybe the classes are in one of its folders; name it with --data-folder, or the key folder"
            + " of a configuration: test, train";
    assertRefused(asTar(FILES), "", "no image <class>/*.{png,jpg,jpeg} in", advice);
    assertRefused(asFolder(FILES), "", "no image <class>/*.{png,jpg,jpeg} in", advice);
  }

  @Test
  void rejectsADuplicateInAnArchive() {
    Map<String, byte[]> files = new LinkedHashMap<>(FILES);
    files.put("./train/dog/b.png", DataFiles.png(0));
    assertRefused(asTar(files), "train", "The image train/dog/b.png is twice in", "data.tar");
  }

  @Test
  void rejectsWhatIsNoArchive() {
    byte[] noise = new byte[2048];
    Arrays.fill(noise, (byte) '7');
    assertRefused(
        DataFiles.write(folder.resolve("noise.tar"), noise), "", "noise.tar", "not a tar archive");
    assertRefused(
        DataFiles.write(folder.resolve("empty.tar"), new byte[0]), "", "empty.tar has no entries");
  }

  @Test
  void rejectsTruncatedArchives() {
    byte[] tar = DataFiles.tar(FILES);
    byte[] packed = DataFiles.gzip(tar);
    assertRefused(
        DataFiles.write(folder.resolve("cut.tar"), Arrays.copyOf(tar, 550)),
        "train",
        "cut.tar cannot be read");
    assertRefused(
        DataFiles.write(folder.resolve("cut.tgz"), Arrays.copyOf(packed, packed.length / 2)),
        "train",
        "cut.tgz cannot be read");
  }

  @Test
  void rejectsArchivesAboveTheLimits() {
    ClassFolderSource source = new ClassFolderSource(asTar(FILES), "train");
    assertLimited(source, new ReadLimits(3000, 100, 1000, 100), "more than 3000 bytes");
    assertLimited(source, new ReadLimits(1 << 20, 11, 1000, 100), "must be at most 11");
    assertLimited(source, new ReadLimits(1 << 20, 100, 20, 100), "has more than 20 bytes");
    assertLimited(source, new ReadLimits(1 << 20, 100, 1000, 3), "has 2 x 2 pixels");
  }

  @Test
  void rejectsFoldersAboveTheLimits() {
    ClassFolderSource source = new ClassFolderSource(asFolder(FILES), "train");
    assertLimited(source, new ReadLimits(3000, 4, 1000, 100), "must be at most 4");
    assertLimited(source, new ReadLimits(3000, 100, 20, 100), "has more than 20 bytes");
  }

  @Test
  void rejectsAHeaderThatAsksForMuchMemory() {
    byte[] longName = DataFiles.tarWithLongName(2 << 20);
    String location = DataFiles.write(folder.resolve("long.tgz"), DataFiles.gzip(longName));
    assertRefused(location, "", "long.tgz has an entry whose header is larger than 1048576 bytes");
  }

  @Test
  void rejectsAFolderOutsideTheSource() {
    for (String outside : List.of("/train", "../train", "a/../../b")) {
      assertThatThrownBy(() -> new ClassFolderSource("data", outside))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("The folder (" + outside + ") inside data must be relative");
    }
  }

  private static void assertLimited(ClassFolderSource source, ReadLimits limits, String part) {
    assertThatThrownBy(() -> Datasets.read(source, ClassLimit.NONE, limits, new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(part);
  }
}
