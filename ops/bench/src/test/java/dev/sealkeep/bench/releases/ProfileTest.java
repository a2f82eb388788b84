package dev.sealkeep.bench.releases;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfileTest {
  static List<Profile.Step> steps() {
    return Profile.STEPS;
  }

  /** Or its share of the samples would be nothing, and seem to be cheap. */
  @ParameterizedTest
  @MethodSource("steps")
  void aStepIsAMethodOfTheServer(Profile.Step step) throws ClassNotFoundException {
    Class<?> type = Class.forName(step.className(), false, getClass().getClassLoader());
    Stream<String> methods = Arrays.stream(type.getDeclaredMethods()).map(Method::getName);
    assertThat(methods).contains(step.method());
  }
}
