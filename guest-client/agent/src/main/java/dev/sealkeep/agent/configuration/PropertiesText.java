package dev.sealkeep.agent.configuration;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/** Reads the syntax of {@link Properties}, but notices a key that stands twice. */
public final class PropertiesText {
  private PropertiesText() {}

  /** The text of a file, or empty after noting why it cannot be read. */
  public static Optional<String> load(Path file, Consumer<String> problems) {
    try {
      return Optional.of(Files.readString(file));
    } catch (CharacterCodingException notText) {
      problems.accept(file + " is not UTF-8 text: save it as UTF-8");
    } catch (IOException unreadable) {
      problems.accept("cannot read %s: check that the file exists and may be read".formatted(file));
    }
    return Optional.empty();
  }

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
