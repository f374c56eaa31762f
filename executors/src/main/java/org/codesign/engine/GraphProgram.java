package org.codesign.engine;

import java.util.List;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A graph as a program for inputs of one shape. Not thread-safe. */
final class GraphProgram implements AutoCloseable {

  private final DnnlProgram program;
  private final List<DnnlTensor> inputs;
  private final List<LossNode> losses;
  private final List<Answer> answers;

  /**
   * An output in Deeplearning4j's layout.
   *
   * @param tensor what the last step writes, bound to a new array for each run
   * @param shape of the array
   */
  // A bundle: never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(DnnlTensor tensor, long[] shape) {

    /** Adds the steps that bring a value into an array. */
    static Answer of(DnnlPlan plan, DnnlValue value) {
      memory.desc plain = Dnnl.layout(memory.format_tag.nchw, value.dimensions());
      DnnlTensor tensor = new DnnlTensor(plain, null);
      plan.copy(value.tensor(), tensor);
      return new Answer(tensor, value.shape());
    }

    private INDArray array() {
      INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
      tensor.bind(array);
      return array;
    }
  }

  GraphProgram(
      DnnlProgram program, List<DnnlTensor> inputs, List<LossNode> losses, List<Answer> answers) {
    this.program = program;
    this.inputs = inputs;
    this.losses = losses;
    this.answers = answers;
  }

  /** The outputs for these inputs, as new arrays. */
  INDArray[] answer(INDArray[] arrays) {
    INDArray[] plain = bind(arrays);
    INDArray[] results = answers.stream().map(Answer::array).toArray(INDArray[]::new);
    program.run();
    release(plain, arrays);
    return results;
  }

  /** Writes the gradients and returns the loss without regularisation. */
  double differentiate(INDArray[] arrays, INDArray[] labels) {
    INDArray[] plain = bind(arrays);
    INDArray[] plainLabels = new INDArray[labels.length];
    for (int i = 0; i < labels.length; i++) {
      plainLabels[i] = NativeArrays.plain(labels[i]);
      losses.get(i).setLabels(plainLabels[i]);
    }
    program.run();
    release(plain, arrays);
    release(plainLabels, labels);
    return losses.stream().mapToDouble(LossNode::loss).sum();
  }

  private INDArray[] bind(INDArray[] arrays) {
    INDArray[] plain = new INDArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      plain[i] = NativeArrays.plain(arrays[i]);
      inputs.get(i).bind(plain[i]);
    }
    return plain;
  }

  /** Frees the copies that had to be made; they must have lived until here. */
  private static void release(INDArray[] copies, INDArray[] originals) {
    for (int i = 0; i < copies.length; i++) {
      if (copies[i] != originals[i]) {
        NativeArrays.free(copies[i]);
      }
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
