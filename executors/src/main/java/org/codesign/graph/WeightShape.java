package org.codesign.graph;

import org.bytedeco.dnnl.memory;

/**
 * The shape of a convolution's weights.
 *
 * @param groups 1 for none
 * @param out output channels of all groups
 * @param in input channels of one group
 */
record WeightShape(int groups, int out, int in, int height, int width) {

  int length() {
    return Math.multiplyExact(Math.multiplyExact(out, in), height * width);
  }

  /** As oneDNN counts them. */
  long[] dimensions() {
    return groups == 1
        ? new long[] {out, in, height, width}
        : new long[] {groups, out / groups, in, height, width};
  }

  /** In the order of {@link #dimensions}. */
  memory.desc layout() {
    return new memory.desc(
        dimensions(),
        memory.data_type.f32,
        groups == 1 ? memory.format_tag.oihw : memory.format_tag.goihw);
  }

  /** As a primitive likes it. */
  memory.desc any() {
    return new memory.desc(dimensions(), memory.data_type.f32, memory.format_tag.any);
  }
}
