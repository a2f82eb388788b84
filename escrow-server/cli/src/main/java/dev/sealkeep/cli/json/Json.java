package dev.sealkeep.cli.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.util.Optional;

/** Reads and writes JSON. */
public final class Json {
  private static final Base64Variant BASE64URL = Base64Variants.MODIFIED_FOR_URL;
  private static final int MAX_DEPTH = 32;
  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    SimpleModule bytes = new SimpleModule();
    bytes.addSerializer(Octets.class, new OctetsWriter());
    bytes.addDeserializer(Octets.class, new OctetsReader());
    bytes.addSerializer(SecretBytes.class, new SecretWriter());
    bytes.addDeserializer(SecretBytes.class, new SecretReader());
    return JsonMapper.builder(factory)
        .addModule(bytes)
        .defaultBase64Variant(BASE64URL)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        // A newer server may say more than this client knows; what it needs must be there.
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build();
  }

  /** Reads untrusted bytes as a record, or returns empty if they are not one. */
  public static <T> Optional<T> read(byte[] bytes, Class<T> type) {
    try {
      return Optional.ofNullable(MAPPER.readValue(bytes, type));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a document that a person wrote as nested maps, lists, strings, numbers, booleans and
   * nulls.
   *
   * @throws JsonProcessingException with the place, if the bytes are no such document
   */
  public static Object document(byte[] bytes) throws JsonProcessingException {
    try {
      return MAPPER.readValue(bytes, Object.class);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are always readable", e);
    }
  }

  /** Writes a value; the caller wipes the result if the value holds a secret. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of this program does not become JSON", e);
    }
  }

  /** Writes a value without secrets for people and programs, indented. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a value of this program does not become JSON", e);
    }
  }

  private static final class OctetsWriter extends JsonSerializer<Octets> {
    @Override
    public void serialize(Octets value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeBinary(BASE64URL, value.toByteArray(), 0, value.length());
    }
  }

  private static final class OctetsReader extends JsonDeserializer<Octets> {
    @Override
    public Octets deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Octets.of(in.getBinaryValue(BASE64URL));
    }
  }

  private static final class SecretWriter extends JsonSerializer<SecretBytes> {
    @Override
    public void serialize(SecretBytes value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      // The one place where a secret leaves: the body of a request to the server over TLS.
      out.writeBinary(BASE64URL, value.bytes(SecretAccess.get()), 0, value.length());
    }
  }

  private static final class SecretReader extends JsonDeserializer<SecretBytes> {
    @Override
    public SecretBytes deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      return SecretBytes.owning(in.getBinaryValue(BASE64URL));
    }
  }
}
