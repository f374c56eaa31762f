package org.codesign.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.junit.jupiter.api.Test;

/** Reads the byte code of all that runs between pixels and logits. */
class NoFloatingPointTest {

  /** Names of instructions that touch a float or a double, conversions included. */
  private static final String FLOATING =
      "[FD](CONST|LOAD|STORE|ALOAD|ASTORE|ADD|SUB|MUL|DIV|REM|NEG|CMP|RETURN|2).*|[ILFD]2[FD]";

  private static final Map<Integer, String> INSTRUCTIONS = instructions();

  private static final List<Class<?>> ENGINE =
      List.of(
          IntegerEngine.class,
          Kernel.class,
          LookupKernel.class,
          DenseKernel.class,
          GroupedKernel.class,
          RescaleKernel.class,
          LongRescaleKernel.class,
          IntScaling.class,
          SumKernel.class,
          CodePlanes.class,
          PortableProduct.class,
          NativeProduct.class,
          DirectConvolution.class,
          DirectKernel.class,
          WideTensor.class,
          WideTensors.class);

  @Test
  void theEngineHasNoInstructionOnFloats() throws IOException {
    List<String> found = new ArrayList<>();
    for (Class<?> type : ENGINE) {
      found.addAll(floating(type));
    }
    // oneDNN's integer product takes alpha and beta, which are 1, and 0 or 1, as floats.
    assertThat(found)
        .containsOnly("NativeProduct.multiply FCONST_1", "NativeProduct.multiply FCONST_0");
  }

  @Test
  void theSearchFindsFloatsWhereThereAreSome() throws IOException {
    assertThat(floating(ImageCodes.class)).contains("ImageCodes.value DDIV");
  }

  @Test
  void allKernelsAreInspected() {
    QuantizedNetwork quantized = new RandomNetworks(1).next();
    assertThat(IntegerConversion.convert(quantized).operations())
        .allMatch(
            operation ->
                operation instanceof Lookup
                    || operation instanceof Convolution
                    || operation instanceof Rescale
                    || operation instanceof SumPool);
    assertThat(IntegerOperation.class.getPermittedSubclasses())
        .containsExactlyInAnyOrder(Lookup.class, Convolution.class, Rescale.class, SumPool.class);
  }

  private static Map<Integer, String> instructions() {
    Map<Integer, String> names = new HashMap<>();
    try {
      for (Field field : Opcodes.class.getFields()) {
        if (field.getType() == int.class && field.getName().matches(FLOATING)) {
          names.put(field.getInt(null), field.getName());
        }
      }
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return names;
  }

  private static List<String> floating(Class<?> type) throws IOException {
    List<String> found = new ArrayList<>();
    String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream code = Objects.requireNonNull(type.getResourceAsStream(file), file)) {
      new ClassReader(code)
          .accept(
              new ClassVisitor(Opcodes.ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String name, String type, String signature, String[] thrown) {
                  return visitor(file.replace(".class", ".") + name + " ", found);
                }
              },
              0);
    }
    return found;
  }

  private static MethodVisitor visitor(String where, List<String> found) {
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitInsn(int opcode) {
        note(opcode);
      }

      @Override
      public void visitVarInsn(int opcode, int index) {
        note(opcode);
      }

      @Override
      public void visitLdcInsn(Object value) {
        if (value instanceof Float || value instanceof Double) {
          found.add(where + "LDC " + value);
        }
      }

      private void note(int opcode) {
        if (INSTRUCTIONS.containsKey(opcode)) {
          found.add(where + INSTRUCTIONS.get(opcode));
        }
      }
    };
  }
}
