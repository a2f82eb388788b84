package dev.sealkeep.agent.configuration;

import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/** Reads the syntax of {@link Properties}, but notices a key that stands twice. */
final class PropertiesText {
  private PropertiesText() {}

  static Map<String, String> read(String text, Consumer<String> problems) {
    Map<String, String> values = new HashMap<>();
    Properties properties =
        new Properties() {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Object put(Object key, Object value) {
            if (values.put((String) key, ((String) value).strip()) != null) {
              problems.accept("`%s` stands twice: keep one".formatted(key));
            }
            return value;
          }
        };
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException malformed) {
      problems.accept("the file has a broken \\u escape: write the character itself");
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return values;
  }
}
