// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A change of an API key, of its memberships in usage plans or of its remaining quota there. */
public sealed interface ApiKeyChange extends Change {

    /**
     * Sets our tags; others stay.
     *
     * @param revokes whether the key bears none of them and something has to be taken from it, which is possible only after that
     * @param isHousekeeping whether the key bears none of them and needs no other change
     */
    record TagApiKey(String keyId, SortedMap<String, String> tags, boolean revokes, boolean isHousekeeping)
            implements ApiKeyChange {
        @Override
        public Operation operation() {
            return Operation.TAG_RESOURCE;
        }

        @Override
        public String text() {
            return "tag API key " + keyId;
        }

        @Override
        public Optional<String> content() {
            return Optional.of(tags.toString());
        }
    }

    record CreateApiKey(ApiKey key, KeptValue value, SortedMap<String, String> tags) implements ApiKeyChange {
        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public Operation operation() {
            return Operation.CREATE_API_KEY;
        }

        @Override
        public String text() {
            return "create API key " + key.name();
        }

        @Override
        public Optional<String> content() {
            return Optional.of(key.toString());
        }
    }

    /** The part of an import that makes one key and puts it into its plans. Its tags follow. */
    record ImportApiKey(ApiKey key) implements ApiKeyChange {
        @Override
        public Operation operation() {
            return Operation.IMPORT_API_KEYS;
        }

        @Override
        public String text() {
            return "import API key " + key.name() + " into usage plans " + String.join(", ", key.planIds());
        }

        @Override
        public Optional<String> content() {
            return Optional.of(key.toString());
        }
    }

    /**
     * @param key what the key is afterwards
     * @param fields those that change
     */
    record UpdateApiKey(
            String keyId, ApiKey key, List<PatchOperation> operations, boolean revokes, List<Difference> fields)
            implements ApiKeyChange {
        @Override
        public Operation operation() {
            return Operation.UPDATE_API_KEY;
        }

        @Override
        public String text() {
            return ChangeText.call("update API key " + keyId, fields);
        }

        @Override
        public Optional<String> content() {
            return Optional.of(key.toString());
        }
    }

    record DeleteApiKey(String keyId) implements ApiKeyChange {
        @Override
        public Operation operation() {
            return Operation.DELETE_API_KEY;
        }

        @Override
        public boolean revokes() {
            return true;
        }

        @Override
        public boolean destroys() {
            return true;
        }

        @Override
        public String text() {
            return "delete API key " + keyId;
        }
    }

    /** Puts a key into a plan; in a plan for a key that is not there yet, {@code keyId} is {@link #NEW_KEY}. */
    record AddKeyToPlan(String planId, String keyId) implements ApiKeyChange {
        @Override
        public Operation operation() {
            return Operation.CREATE_USAGE_PLAN_KEY;
        }

        @Override
        public String text() {
            return "put API key " + keyId + " into usage plan " + planId;
        }

        @Override
        public Optional<String> content() {
            return Optional.of(planId + " " + keyId);
        }
    }

    record RemoveKeyFromPlan(String planId, String keyId) implements ApiKeyChange {
        @Override
        public Operation operation() {
            return Operation.DELETE_USAGE_PLAN_KEY;
        }

        @Override
        public boolean revokes() {
            return true;
        }

        @Override
        public String text() {
            return "take API key " + keyId + " out of usage plan " + planId;
        }
    }

    /** Lowers what a key has left of a usage plan's quota in the current period; never in a {@link Plan}, but before or after one. */
    record UpdateUsage(String planId, String keyId, long left) implements ApiKeyChange {
        @Override
        public Operation operation() {
            return Operation.UPDATE_USAGE;
        }

        @Override
        public String text() {
            return "leave API key " + keyId + " " + left + " of its quota in usage plan " + planId;
        }

        @Override
        public Optional<String> content() {
            return Optional.of(planId + " " + keyId + " " + left);
        }
    }

    /** Stands for the id that AWS will give. */
    String NEW_KEY = "(new)";
}
