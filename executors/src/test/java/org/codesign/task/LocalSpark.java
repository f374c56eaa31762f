package org.codesign.task;

import com.holdenkarau.spark.testing.SharedJavaSparkContext;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One Spark of two threads for a test class, with Kryo and registration required:
 * spark-testing-base driven from JUnit 5.
 */
final class LocalSpark implements BeforeAllCallback, AfterAllCallback {

  private final Context context = new Context();

  /** The running context. */
  JavaSparkContext spark() {
    return context.jsc();
  }

  @Override
  public void beforeAll(ExtensionContext test) {
    context.runBefore();
  }

  @Override
  public void afterAll(ExtensionContext test) {
    SharedJavaSparkContext.runAfterClass();
  }

  private static final class Context extends SharedJavaSparkContext {
    @Override
    public SparkConf conf() {
      return new SparkConf()
          .setMaster("local[2]")
          .setAppName("codesign-tests")
          .set("spark.ui.enabled", "false")
          .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
          .set("spark.kryo.registrationRequired", "true")
          .set("spark.kryo.registrator", CodesignRegistrator.class.getName())
          .set("spark.kryo.classesToRegister", FakeItemStore.class.getName());
    }
  }
}
