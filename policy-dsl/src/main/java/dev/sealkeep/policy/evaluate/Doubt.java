package dev.sealkeep.policy.evaluate;

/** Why the outcome of a check is unknown. */
public sealed interface Doubt {
  /** The doubt in words, to follow <i>because</i>. */
  String describe();

  /** The evidence does not make the claim. */
  record ClaimMissing(String claim) implements Doubt {
    @Override
    public String describe() {
      return "claim " + claim + " is missing";
    }
  }

  /** The claim's value is outside its schema, such as a product the schema does not know. */
  record ClaimOutsideSchema(String claim, String type) implements Doubt {
    @Override
    public String describe() {
      return "claim " + claim + " is not " + type;
    }
  }

  /** Some entries of the list lack what is asked. */
  record EntriesUndecided(String claim, int count) implements Doubt {
    @Override
    public String describe() {
      return "of "
          + count
          + (count == 1 ? " entry" : " entries")
          + " of "
          + claim
          + " it is unknown";
    }
  }

  /** The set is not at hand. */
  record ReferenceMissing(String set) implements Doubt {
    @Override
    public String describe() {
      return "reference set " + set + " is missing";
    }
  }

  /** The floor says nothing of the product. */
  record ProductNotListed(String product) implements Doubt {
    @Override
    public String describe() {
      return "the floor does not list product " + product;
    }
  }
}
