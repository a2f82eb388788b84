package dev.sealkeep.service.fault.check;

/**
 * A property that was broken.
 *
 * @param property the name of its class
 * @param what happened
 */
public record Finding(String property, String what) {
  static Finding of(Class<?> property, String what) {
    return new Finding(property.getSimpleName(), what);
  }

  @Override
  public String toString() {
    return property + ": " + what;
  }
}
