package org.codesign.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/**
 * A program over oneDNN while it is written: the steps in order, the tensors they work on, and
 * which gradients have been written so far. Primitives are made here, once.
 */
final class DnnlPlan {

  /** One action of a program. */
  interface Step {
    void run();
  }

  private final DnnlPass pass;
  private final memory.format_tag tag;
  private final stream queue = new stream(Dnnl.ENGINE);
  private final DnnlBuffers buffers = new DnnlBuffers();
  private final List<DnnlTensor> tensors = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private final Map<DnnlValue, DnnlTensor> gradients = new HashMap<>();

  /**
   * @param tag the layout of activations between nodes
   */
  DnnlPlan(DnnlPass pass, memory.format_tag tag) {
    this.pass = pass;
    this.tag = tag;
  }

  DnnlPass pass() {
    return pass;
  }

  /** The layout of activations [N, C, H, W] between nodes. */
  memory.desc activations(long... dimensions) {
    return Dnnl.layout(tag, dimensions);
  }

  /** A new tensor with a buffer of its own. */
  DnnlTensor take(memory.desc layout) {
    DnnlTensor tensor = new DnnlTensor(layout, buffers.take(layout.get_size()));
    tensors.add(tensor);
    return tensor;
  }

  /** A new tensor in memory of its own for good: zero wherever no step writes. */
  DnnlTensor zeros(memory.desc layout) {
    DnnlTensor tensor = new DnnlTensor(layout, buffers.keep(layout.get_size()));
    tensors.add(tensor);
    return tensor;
  }

  /** A tensor under another layout, such as that of a part of it. */
  DnnlTensor view(DnnlTensor tensor, memory.desc layout) {
    if (tensor.buffer() == null) {
      return tensor.over(layout);
    }
    DnnlTensor view = new DnnlTensor(layout, tensor.buffer());
    buffers.share(tensor.buffer());
    tensors.add(view);
    return view;
  }

  /** A tensor that reads and writes the memory of another one. */
  DnnlTensor share(DnnlTensor tensor) {
    return view(tensor, tensor.layout());
  }

  /** No later step reads the tensor. */
  void release(DnnlTensor tensor) {
    if (tensor.buffer() != null) {
      buffers.release(tensor.buffer());
    }
  }

  /** Whether a step may overwrite the tensor. */
  boolean isExclusive(DnnlTensor tensor) {
    return tensor.buffer() != null && tensor.buffer().isExclusive();
  }

  /** Adds a step. */
  void step(Step step) {
    steps.add(step);
  }

  /**
   * Adds the execution of a primitive on tensors by their argument numbers. An argument may be an
   * Optional, which is left out if it is empty.
   */
  void execute(primitive action, Object... numbersAndTensors) {
    List<Object> arguments = new ArrayList<>();
    for (int i = 0; i < numbersAndTensors.length; i += 2) {
      Object tensor = numbersAndTensors[i + 1];
      Object present = tensor instanceof Optional<?> absent ? absent.orElse(null) : tensor;
      if (present != null) {
        arguments.add(numbersAndTensors[i]);
        arguments.add(((DnnlTensor) present).memory());
      }
    }
    IntMemoryMap map = Dnnl.arguments(arguments.toArray());
    steps.add(() -> action.execute(queue, map));
  }

  /** Adds the copy of a tensor into another one of any layout. */
  void copy(DnnlTensor from, DnnlTensor to) {
    execute(
        new reorder(from.memory(), to.memory()), dnnl.DNNL_ARG_FROM, from, dnnl.DNNL_ARG_TO, to);
  }

  /** The tensor itself or a copy of it in the layout; give it back by {@link #releaseCopy}. */
  DnnlTensor inLayout(DnnlTensor tensor, memory.desc layout) {
    if (tensor.layout().equals(layout)) {
      return tensor;
    }
    DnnlTensor copy = take(layout);
    copy(tensor, copy);
    return copy;
  }

  /** Releases what {@link #inLayout} made of the original. */
  void releaseCopy(DnnlTensor copy, DnnlTensor original) {
    if (copy != original) {
      release(copy);
    }
  }

  /** What a primitive may write: the tensor itself if its layout is right, or another one. */
  DnnlTensor target(DnnlTensor wanted, memory.desc layout) {
    return wanted.layout().equals(layout) ? wanted : take(layout);
  }

  /** Copies what was written to a {@link #target} to where it is wanted. */
  void copyTarget(DnnlTensor written, DnnlTensor wanted) {
    if (written != wanted) {
      copy(written, wanted);
      release(written);
    }
  }

  /**
   * Adds sum = first + second, or its ReLU; without that, the sum may be in the memory of the
   * first.
   */
  void add(DnnlTensor first, DnnlTensor second, DnnlTensor sum, Rectifier rectifier) {
    primitive_attr attributes = new primitive_attr();
    if (rectifier == Rectifier.RELU) {
      post_ops after = new post_ops();
      after.append_eltwise(1f, dnnl.algorithm.eltwise_relu, 0f, 0f);
      attributes.set_post_ops(after);
    }
    binary.primitive_desc description =
        new binary.primitive_desc(
            new binary.desc(
                dnnl.algorithm.binary_add, first.layout(), second.layout(), sum.layout()),
            attributes,
            Dnnl.ENGINE);
    execute(
        new binary(description),
        dnnl.DNNL_ARG_SRC_0,
        first,
        dnnl.DNNL_ARG_SRC_1,
        second,
        dnnl.DNNL_ARG_DST,
        sum);
  }

  /** Whether the gradient of the value has been written. */
  boolean hasGradient(DnnlValue value) {
    return gradients.containsKey(value);
  }

  /** The gradient of a value that all its readers have written. */
  DnnlTensor gradient(DnnlValue value) {
    return gradients.get(value);
  }

  /** The same in memory that nothing else reads any more. */
  DnnlTensor ownGradient(DnnlValue value) {
    DnnlTensor gradient = gradients.get(value);
    if (!isExclusive(gradient)) {
      DnnlTensor own = take(gradient.layout());
      copy(gradient, own);
      release(gradient);
      gradients.put(value, own);
    }
    return gradients.get(value);
  }

  /** The gradient of a value is not needed any more. */
  void releaseGradient(DnnlValue value) {
    release(gradients.remove(value));
  }

  /** Takes over what one reader adds to the gradient of a value. */
  void contribute(DnnlValue value, DnnlTensor part) {
    DnnlTensor sum = gradients.get(value);
    if (sum == null) {
      gradients.put(value, part);
    } else if (isExclusive(sum)) {
      add(sum, part, sum, Rectifier.NONE);
      release(part);
    } else {
      DnnlTensor fresh = take(sum.layout());
      add(sum, part, fresh, Rectifier.NONE);
      release(sum);
      release(part);
      gradients.put(value, fresh);
    }
  }

  /** Takes the memory and ends the planning. */
  DnnlProgram finish() {
    buffers.allocate();
    for (DnnlTensor tensor : tensors) {
      tensor.bind(buffers.address(tensor.buffer()));
    }
    return new DnnlProgram(List.copyOf(steps), queue, buffers);
  }
}
