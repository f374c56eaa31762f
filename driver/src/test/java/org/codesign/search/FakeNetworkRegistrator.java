package org.codesign.search;

import com.esotericsoftware.kryo.Kryo;
import org.apache.spark.serializer.KryoRegistrator;
import org.codesign.task.CodesignRegistrator;

/** Registers what crosses Spark, and the opener of the fake network. */
public final class FakeNetworkRegistrator implements KryoRegistrator {

  @Override
  public void registerClasses(Kryo kryo) {
    new SearchRegistrator().registerClasses(kryo);
    CodesignRegistrator.registerRecord(kryo, FakeNetwork.Opener.class);
  }
}
