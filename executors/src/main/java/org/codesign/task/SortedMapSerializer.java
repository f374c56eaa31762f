package org.codesign.task;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes the JDK's unmodifiable sorted maps in natural order, entry by entry. */
final class SortedMapSerializer extends Serializer<SortedMap<?, ?>> {

  SortedMapSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, SortedMap<?, ?> map) {
    output.writeInt(map.size(), true);
    map.forEach(
        (key, value) -> {
          kryo.writeClassAndObject(output, key);
          kryo.writeClassAndObject(output, value);
        });
  }

  @Override
  public SortedMap<?, ?> read(Kryo kryo, Input input, Class<SortedMap<?, ?>> type) {
    int size = input.readInt(true);
    TreeMap<Object, Object> map = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      map.put(kryo.readClassAndObject(input), kryo.readClassAndObject(input));
    }
    return Collections.unmodifiableSortedMap(map);
  }
}
