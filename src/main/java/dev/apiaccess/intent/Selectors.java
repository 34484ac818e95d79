// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.LabelRequirement;
import dev.apiaccess.api.NamespaceSelector;
import dev.apiaccess.api.TenantNamespaces;
import java.util.List;
import java.util.Map;

/** Kubernetes label selectors over namespaces. An empty selector selects nothing here: admission fails closed. */
final class Selectors {

    private Selectors() {}

    static boolean selects(TenantNamespaces selector, String namespace, Map<String, String> labels) {
        if (selector.names().contains(namespace)) {
            return true;
        }
        return matches(selector.matchLabels(), selector.matchExpressions(), labels);
    }

    static boolean selects(NamespaceSelector selector, Map<String, String> labels) {
        return matches(selector.matchLabels(), selector.matchExpressions(), labels);
    }

    private static boolean matches(
            Map<String, String> wanted, List<LabelRequirement> requirements, Map<String, String> labels) {
        if (wanted.isEmpty() && requirements.isEmpty()) {
            return false;
        }
        return wanted.entrySet().stream().allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey())))
                && requirements.stream().allMatch(requirement -> holds(requirement, labels));
    }

    private static boolean holds(LabelRequirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.key());
        return switch (requirement.operator()) {
            case In -> value != null && requirement.values().contains(value);
            case NotIn -> value == null || !requirement.values().contains(value);
            case Exists -> value != null;
            case DoesNotExist -> value == null;
            case UNKNOWN -> false;
        };
    }
}
