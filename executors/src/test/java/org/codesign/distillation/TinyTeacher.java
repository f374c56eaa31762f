package org.codesign.distillation;

import java.util.List;
import java.util.SplittableRandom;
import org.codesign.data.Augmentation;
import org.codesign.data.Flip;
import org.codesign.data.ImageSet;
import org.codesign.data.Normalization;
import org.codesign.engine.NetworkWeights;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.Layer;
import org.codesign.network.Network;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;

/** A network of two blocks for noisy images of upright or level stripes, 8 x 8 pixels. */
public final class TinyTeacher {

  public static final TensorShape IMAGE = TensorShape.image(1, 8, 8);
  public static final BlockGeometry FIRST = BlockGeometry.of(TensorShape.image(4, 8, 8), 4, 1);
  public static final BlockGeometry SECOND = BlockGeometry.of(FIRST.output(), 8, 2);

  private static final Backbone BACKBONE =
      new Backbone(
          IMAGE, Layer.convolution("stem", IMAGE, 4, Window.same(3, 1)), List.of(FIRST, SECOND), 2);

  private TinyTeacher() {}

  public static Network network() {
    ResidualConvolution operator = new ResidualConvolution(3, 1);
    return new Network(
        BACKBONE,
        List.of(
            new Network.NamedBlock("b1", operator.structure(FIRST)),
            new Network.NamedBlock("b2", operator.structure(SECOND))));
  }

  public static ImageSet images(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[count * 64];
    int[] labels = new int[count];
    for (int image = 0; image < count; image++) {
      labels[image] = random.nextInt(2);
      int shift = random.nextInt(4);
      for (int i = 0; i < 64; i++) {
        int along = labels[image] == 0 ? i % 8 : i / 8;
        int stripe = (along + shift) / 2 % 2 == 0 ? 60 : 160;
        pixels[image * 64 + i] = (byte) (stripe + random.nextInt(-60, 61));
      }
    }
    return new ImageSet(IMAGE, pixels, labels, List.of("upright", "level"));
  }

  public static Augmentation augmentation() {
    return Augmentation.withMeanPadding(IMAGE, 1, Flip.HORIZONTAL);
  }

  /** The teacher after some epochs on the images, 16 at a time. */
  public static NetworkWeights trained(ImageSet images, int epochs) {
    return TeacherTraining.train(
        network(),
        new ImageBatches(images, Normalization.of(images)),
        augmentation(),
        new TeacherTraining.Optimiser(0.05, 0.9, 1e-4),
        new ClassifierTraining.Schedule(epochs, 16, 9),
        (epoch, loss) -> {});
  }
}
