package dev.sealkeep.policy.check;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.diagnostic.DiagnosticCode;
import dev.sealkeep.policy.diagnostic.Diagnostics;
import dev.sealkeep.policy.diagnostic.Spelling;
import dev.sealkeep.policy.schema.ClaimType;
import dev.sealkeep.policy.syntax.Literal;
import dev.sealkeep.policy.syntax.Word;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Types a TCB floor. Each product's vector must name exactly the components of its layout: a floor
 * that leaves one out would let it be rolled back unseen.
 */
final class FloorTyper {
  private final ClaimType.Tcb type;
  private final Diagnostics diagnostics;

  FloorTyper(ClaimType.Tcb type, Diagnostics diagnostics) {
    this.type = type;
    this.diagnostics = diagnostics;
  }

  Optional<Map<String, ClaimValue.Tcb>> type(Literal.Tcb literal) {
    Map<String, ClaimValue.Tcb> vectors = new TreeMap<>();
    boolean whole = true;
    for (Literal.Floor floor : literal.floors()) {
      Word product = floor.product();
      Optional<ClaimValue.Tcb> vector = vector(floor);
      if (vector.isPresent() && vectors.putIfAbsent(product.text(), vector.get()) != null) {
        diagnostics.add(
            DiagnosticCode.DUPLICATE,
            product.region(),
            "the floor lists product `" + product.text() + "` already");
        whole = false;
      }
      whole &= vector.isPresent();
    }
    return whole ? Optional.of(vectors) : Optional.empty();
  }

  private Optional<ClaimValue.Tcb> vector(Literal.Floor floor) {
    Word product = floor.product();
    Optional<List<String>> layout = type.layout(product.text());
    if (layout.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.UNKNOWN_PRODUCT,
          product.region(),
          "`"
              + product.text()
              + "` is not a product with a known TCB layout; known are "
              + String.join(", ", type.layouts().keySet()),
          Spelling.suggest(product.text(), type.layouts().keySet()));
      return Optional.empty();
    }
    Optional<Map<String, Integer>> given = components(floor, layout.get());
    List<String> absent =
        layout.get().stream()
            .filter(
                name -> floor.components().stream().noneMatch(c -> c.name().text().equals(name)))
            .toList();
    if (!absent.isEmpty()) {
      diagnostics.add(
          DiagnosticCode.MISSING_COMPONENT,
          product.region(),
          "the floor of " + product.text() + " leaves out " + String.join(", ", absent),
          "a component that may have any value is written `" + absent.getFirst() + ": 0`");
      return Optional.empty();
    }
    return given.map(values -> inOrder(product.text(), layout.get(), values));
  }

  private Optional<Map<String, Integer>> components(Literal.Floor floor, List<String> layout) {
    Map<String, Integer> values = new HashMap<>();
    boolean whole = true;
    for (Literal.Component component : floor.components()) {
      Word name = component.name();
      if (!layout.contains(name.text())) {
        diagnostics.add(
            DiagnosticCode.UNKNOWN_COMPONENT,
            name.region(),
            floor.product().text()
                + " has no component `"
                + name.text()
                + "`; it has "
                + String.join(", ", layout),
            Spelling.suggest(name.text(), layout));
        whole = false;
      } else if (Long.compareUnsigned(component.value(), ClaimType.Tcb.MAX_COMPONENT) > 0) {
        diagnostics.add(DiagnosticCode.OUT_OF_RANGE, component.region(), "a component is 0 to 255");
        whole = false;
      } else if (values.put(name.text(), (int) component.value()) != null) {
        diagnostics.add(
            DiagnosticCode.DUPLICATE,
            name.region(),
            "the floor of " + floor.product().text() + " has `" + name.text() + "` already");
        whole = false;
      }
    }
    return whole ? Optional.of(values) : Optional.empty();
  }

  private static ClaimValue.Tcb inOrder(
      String product, List<String> layout, Map<String, Integer> values) {
    SequencedMap<String, Integer> ordered = new LinkedHashMap<>();
    layout.forEach(name -> ordered.put(name, values.getOrDefault(name, 0)));
    return new ClaimValue.Tcb(product, ordered);
  }
}
