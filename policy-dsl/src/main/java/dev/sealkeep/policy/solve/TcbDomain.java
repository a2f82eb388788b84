package dev.sealkeep.policy.solve;

import dev.sealkeep.policy.claim.ClaimValue;
import dev.sealkeep.policy.evaluate.Requirement;
import dev.sealkeep.policy.schema.Claim;
import dev.sealkeep.policy.schema.ClaimType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/** A TCB vector: its product, and for each product the range that each component lies in. */
final class TcbDomain implements ClaimDomain {
  /**
   * One component of one product.
   *
   * @param lows the least value of each cell, in order; the last cell ends at the highest value
   */
  private record Component(Facet facet, List<Integer> lows) {
    int cellOf(int value) {
      int cell = 0;
      while (cell + 1 < lows.size() && lows.get(cell + 1) <= value) {
        cell++;
      }
      return cell;
    }

    /** The cells of the values from {@code low} to {@code high}, both of which begin or end one. */
    Constraint within(int low, int high) {
      BitSet members = new BitSet(lows.size());
      for (int i = 0; i < lows.size(); i++) {
        members.set(i, lows.get(i) >= low && lows.get(i) <= high);
      }
      return new Constraint.In(facet, Cells.of(members, facet.cells()));
    }
  }

  private final String claim;
  private final List<String> products;
  private final Facet product;
  private final Map<String, SequencedMap<String, Component>> components = new LinkedHashMap<>();
  private final List<Facet> facets = new ArrayList<>();

  TcbDomain(Claim claim, ClaimType.Tcb type, Collection<Requirement.TcbFloor> floors, int index) {
    this.claim = claim.name();
    this.products = List.copyOf(type.layouts().keySet());
    this.product = new Facet(index, claim.name(), products.size() + 1);
    facets.add(product);
    for (String name : products) {
      SequencedMap<String, Component> ofProduct = new LinkedHashMap<>();
      for (String component : type.layout(name).orElseThrow()) {
        List<Integer> lows = lows(name, component, floors);
        Facet facet = new Facet(index + facets.size(), claim.name(), lows.size());
        facets.add(facet);
        ofProduct.put(component, new Component(facet, lows));
      }
      components.put(name, ofProduct);
    }
  }

  private static List<Integer> lows(
      String product, String component, Collection<Requirement.TcbFloor> floors) {
    TreeSet<Integer> lows = new TreeSet<>(List.of(0, ClaimType.Tcb.MAX_COMPONENT));
    for (Requirement.TcbFloor floor : floors) {
      ClaimValue.Tcb vector = floor.floors().get(product);
      if (vector != null) {
        int value = vector.components().getOrDefault(component, 0);
        lows.add(value);
        lows.add(Math.min(value + 1, ClaimType.Tcb.MAX_COMPONENT));
      }
    }
    return List.copyOf(lows);
  }

  @Override
  public String claim() {
    return claim;
  }

  @Override
  public List<Facet> facets() {
    return facets;
  }

  /** The vector is one of a product. */
  private Constraint isOf(String name) {
    return new Constraint.In(product, Cells.one(products.indexOf(name) + 1, product.cells()));
  }

  private SequencedMap<String, Component> ofProduct(String name) {
    return components.getOrDefault(name, new LinkedHashMap<>());
  }

  @Override
  public Constraint isTrue(Requirement requirement, Sets sets) {
    return perProduct((Requirement.TcbFloor) requirement, true);
  }

  @Override
  public Constraint isFalse(Requirement requirement, Sets sets) {
    return perProduct((Requirement.TcbFloor) requirement, false);
  }

  private Constraint perProduct(Requirement.TcbFloor floor, boolean met) {
    List<Constraint> parts = new ArrayList<>();
    floor
        .floors()
        .forEach(
            (name, vector) -> {
              Constraint all = meets(name, vector, floor.exact());
              parts.add(Constraint.and(isOf(name), met ? all : all.negated()));
            });
    return Constraint.or(parts);
  }

  private Constraint meets(String name, ClaimValue.Tcb vector, boolean exact) {
    List<Constraint> parts = new ArrayList<>();
    ofProduct(name)
        .forEach(
            (component, cells) -> {
              int low = vector.components().getOrDefault(component, 0);
              parts.add(cells.within(low, exact ? low : ClaimType.Tcb.MAX_COMPONENT));
            });
    return Constraint.and(parts);
  }

  @Override
  public void locate(Optional<ClaimValue> value, int[] cells) {
    boolean known =
        value.orElse(null) instanceof ClaimValue.Tcb tcb && products.contains(tcb.product());
    cells[product.index()] = 0;
    if (known && value.get() instanceof ClaimValue.Tcb tcb) {
      cells[product.index()] = products.indexOf(tcb.product()) + 1;
      ofProduct(tcb.product())
          .forEach(
              (name, component) ->
                  cells[component.facet().index()] =
                      component.cellOf(tcb.components().getOrDefault(name, 0)));
    }
  }

  @Override
  public Optional<ClaimValue> value(Assignment assignment) {
    int cell = assignment.cell(product);
    if (cell == 0) {
      return Optional.empty();
    }
    String name = products.get(cell - 1);
    SequencedMap<String, Integer> values = new LinkedHashMap<>();
    ofProduct(name)
        .forEach(
            (component, cells) ->
                values.put(component, cells.lows().get(assignment.cell(cells.facet()))));
    return Optional.of(new ClaimValue.Tcb(name, values));
  }
}
