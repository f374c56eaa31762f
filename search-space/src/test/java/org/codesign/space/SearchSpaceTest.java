package org.codesign.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.codesign.network.Backbone;
import org.codesign.network.BlockGeometry;
import org.codesign.network.DepthwiseSeparable;
import org.codesign.network.InvertedResidual;
import org.codesign.network.Layer;
import org.codesign.network.Operator;
import org.codesign.network.ResidualConvolution;
import org.codesign.network.Skip;
import org.codesign.network.TensorShape;
import org.codesign.network.Window;
import org.codesign.quantization.BitWidths;
import org.codesign.space.BitSpace.Granularity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SearchSpaceTest {

  private static final TensorShape IMAGE = TensorShape.image(1, 8, 8);
  private static final Layer STEM = Layer.convolution("stem", IMAGE, 8, Window.same(3, 1));
  private static final BlockGeometry PLAIN = BlockGeometry.of(STEM.output(), 8, 1);
  private static final BlockGeometry STRIDED = BlockGeometry.of(PLAIN.output(), 12, 2);
  private static final List<BitWidths> BITS =
      List.of(new BitWidths(2, 4), new BitWidths(4, 4), new BitWidths(8, 8));

  private static SearchSpace space(Granularity granularity, int plainBlocks, int accelerators) {
    List<Position> positions = new ArrayList<>();
    for (int i = 0; i < plainBlocks; i++) {
      positions.add(
          new Position(
              "plain" + i,
              PLAIN,
              List.of(new ResidualConvolution(3, 1), new DepthwiseSeparable(3), new Skip())));
    }
    positions.add(
        new Position(
            "strided",
            STRIDED,
            List.of(new InvertedResidual(3, 3, 1), new ResidualConvolution(3, 0.5))));
    List<BlockGeometry> blocks = positions.stream().map(Position::geometry).toList();
    return new SearchSpace(
        new Backbone(IMAGE, STEM, blocks, 10),
        positions,
        new BitSpace(BITS, granularity),
        accelerators);
  }

  /** Every choice of a position, written out by loops. */
  private static List<BlockChoice> choices(Position position, Granularity granularity) {
    List<BlockChoice> choices = new ArrayList<>();
    for (Operator operator : position.operators()) {
      int slots = operator.structure(position.geometry()).path().size();
      if (granularity == Granularity.LAYER || slots == 0) {
        extend(operator, slots, List.of(), choices);
      } else {
        BITS.forEach(
            bits -> choices.add(new BlockChoice(operator, Collections.nCopies(slots, bits))));
      }
    }
    return choices;
  }

  private static void extend(
      Operator operator, int slots, List<BitWidths> chosen, List<BlockChoice> choices) {
    if (chosen.size() == slots) {
      choices.add(new BlockChoice(operator, chosen));
      return;
    }
    for (BitWidths bits : BITS) {
      List<BitWidths> longer = new ArrayList<>(chosen);
      longer.add(bits);
      extend(operator, slots, longer, choices);
    }
  }

  /** All design points in the documented order: the accelerator is the least significant digit. */
  private static List<DesignPoint> enumerate(SearchSpace space, Granularity granularity) {
    List<List<BlockChoice>> candidates = List.of(List.of());
    for (Position position : space.positions()) {
      List<List<BlockChoice>> longer = new ArrayList<>();
      for (List<BlockChoice> head : candidates) {
        for (BlockChoice choice : choices(position, granularity)) {
          List<BlockChoice> blocks = new ArrayList<>(head);
          blocks.add(choice);
          longer.add(blocks);
        }
      }
      candidates = longer;
    }
    List<DesignPoint> points = new ArrayList<>();
    for (List<BlockChoice> blocks : candidates) {
      for (int accelerator = 0; accelerator < space.accelerators(); accelerator++) {
        points.add(new DesignPoint(new Candidate(blocks), accelerator));
      }
    }
    return points;
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void isExactlyTheEnumeratedSpace(Granularity granularity) {
    SearchSpace space = space(granularity, 1, 2);
    List<DesignPoint> expected = enumerate(space, granularity);
    assertThat(space.size()).isEqualTo(BigInteger.valueOf(expected.size()));
    for (int i = 0; i < expected.size(); i++) {
      BigInteger index = BigInteger.valueOf(i);
      assertThat(space.designPoint(index)).isEqualTo(expected.get(i));
      assertThat(space.indexOf(expected.get(i))).isEqualTo(index);
    }
    assertThat(new HashSet<>(expected)).hasSameSizeAs(expected);
  }

  @Test
  void hasTheSizesOfAHandCount() {
    // By layer: (3^2 + 3^2 + 1) x (3^3 + 3^2) x 2; by block: (3 + 3 + 1) x (3 + 3) x 2.
    assertThat(space(Granularity.LAYER, 1, 2).size()).isEqualTo(19 * 36 * 2);
    assertThat(space(Granularity.BLOCK, 1, 2).size()).isEqualTo(7 * 6 * 2);
    assertThat(space(Granularity.LAYER, 1, 2).candidates()).isEqualTo(19 * 36);
    BigInteger large = BigInteger.valueOf(19).pow(30).multiply(BigInteger.valueOf(36L * 7));
    assertThat(space(Granularity.LAYER, 30, 7).size()).isEqualTo(large);
  }

  @ParameterizedTest
  @EnumSource(Granularity.class)
  void indexToDesignToIndexIsTheIdentityInALargeSpace(Granularity granularity) {
    SearchSpace space = space(granularity, 30, 5);
    SplittableRandom random = new SplittableRandom(6);
    byte[] bits = new byte[40];
    Set<DesignPoint> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      random.nextBytes(bits);
      BigInteger index = new BigInteger(1, bits).mod(space.size());
      DesignPoint point = space.designPoint(index);
      assertThat(space.indexOf(point)).isEqualTo(index);
      seen.add(point);
    }
    assertThat(seen).hasSize(300);
  }

  @Test
  void firstAndLastAreTheEndsOfEveryList() {
    SearchSpace space = space(Granularity.LAYER, 1, 3);
    DesignPoint first = space.designPoint(BigInteger.ZERO);
    assertThat(first.candidate().blocks())
        .extracting(BlockChoice::label)
        .containsExactly("residual-k3:w2a4", "inverted-k3-e3:w2a4");
    assertThat(first.accelerator()).isZero();
    DesignPoint last = space.designPoint(space.size().subtract(BigInteger.ONE));
    assertThat(last.candidate().blocks())
        .extracting(BlockChoice::label)
        .containsExactly("skip", "residual-k3-w0.5:w8a8");
    assertThat(last.accelerator()).isEqualTo(2);
  }

  @Test
  void labelsNameDifferentBitWidths() {
    BlockChoice choice =
        new BlockChoice(
            new ResidualConvolution(3, 1), List.of(new BitWidths(4, 8), new BitWidths(4, 4)));
    assertThat(choice.label()).isEqualTo("residual-k3:w4a8,w4a4");
  }

  @Test
  void rejectsIndicesOutsideTheSpace() {
    SearchSpace space = space(Granularity.BLOCK, 1, 2);
    for (BigInteger index : List.of(BigInteger.valueOf(-1), space.size())) {
      assertThatThrownBy(() -> space.designPoint(index))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The index (%s) of a design point must be in [0, 84).".formatted(index));
    }
    PositionChoices choices = space.choices(space.positions().get(0));
    for (int index : new int[] {-1, 7}) {
      assertThatThrownBy(() -> choices.choice(BigInteger.valueOf(index)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("The index (%d) of a choice at plain0 must be in [0, 7).".formatted(index));
    }
  }

  @Test
  void rejectsPointsOfAnotherSpace() {
    SearchSpace space = space(Granularity.LAYER, 1, 2);
    DesignPoint point = space.designPoint(BigInteger.ZERO);
    List<BlockChoice> blocks = point.candidate().blocks();
    assertThatThrownBy(() -> space.indexOf(new DesignPoint(point.candidate(), 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A design point of this space has 2 blocks, not 2, and an accelerator below 2, not 2.");
    rejects(space, List.of(blocks.get(0)), "A design point of this space has 2 blocks, not 1");
    rejects(
        space,
        List.of(blocks.get(0), new BlockChoice(new DepthwiseSeparable(3), List.of())),
        "The operator separable-k3 is not one of the position strided.");
    rejects(
        space,
        List.of(new BlockChoice(new Skip(), List.of(BitWidths.EIGHT)), blocks.get(1)),
        "The operator skip at plain0 needs bit-widths for 0 layers, not for 1.");
    BitWidths unknown = new BitWidths(3, 3);
    rejects(
        space,
        List.of(
            new BlockChoice(new ResidualConvolution(3, 1), List.of(unknown, unknown)),
            blocks.get(1)),
        "The bit-widths w3a3 are not in the space.");
  }

  @Test
  void rejectsDifferentBitWidthsWhereABlockSharesThem() {
    SearchSpace space = space(Granularity.BLOCK, 1, 2);
    List<BlockChoice> blocks = space.designPoint(BigInteger.ZERO).candidate().blocks();
    rejects(
        space,
        List.of(
            new BlockChoice(new ResidualConvolution(3, 1), List.of(BITS.get(0), BITS.get(2))),
            blocks.get(1)),
        "The layers of residual-k3 at plain0 must share their bit-widths, not have w2a4 and w8a8.");
  }

  private static void rejects(SearchSpace space, List<BlockChoice> blocks, String message) {
    assertThatThrownBy(() -> space.indexOf(new DesignPoint(new Candidate(blocks), 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void rejectsPositionsThatAreNotTheBackbone() {
    SearchSpace space = space(Granularity.LAYER, 1, 2);
    assertThatThrownBy(
            () ->
                new SearchSpace(space.backbone(), space.positions().subList(0, 1), space.bits(), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The positions must be the blocks of the backbone.");
    assertThatThrownBy(() -> new SearchSpace(space.backbone(), space.positions(), space.bits(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The number of accelerators (0) must be at least 1.");
    assertThatThrownBy(() -> new DesignPoint(new Candidate(List.of()), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The accelerator index (-1) must not be negative.");
  }

  @Test
  void rejectsPositionsThatNothingFits() {
    assertThatThrownBy(() -> new Position("p", STRIDED, List.of(new Skip())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The operator skip does not fit at p: it cannot turn [1, 8, 8, 8] into [1, 12, 4, 4].");
    assertThatThrownBy(() -> new Position("p", STRIDED, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The position p needs an operator.");
  }

  @Test
  void bitChoicesAreSortedAndDistinct() {
    BitSpace bits = BitSpace.product(List.of(8, 2, 8), List.of(4), Granularity.LAYER);
    assertThat(bits.choices()).containsExactly(new BitWidths(2, 4), new BitWidths(8, 4));
    assertThat(bits.decisions(3)).isEqualTo(3);
    assertThatThrownBy(() -> new BitSpace(List.of(), Granularity.BLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A bit space needs at least one choice.");
  }
}
