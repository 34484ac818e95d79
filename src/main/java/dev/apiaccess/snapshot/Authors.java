// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.intent.ProtectionIntents;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The objects that a unit is written for, as of now: those that a line of the audit log names. */
public final class Authors {

    private final ObjectStore objects;

    public Authors(ObjectStore objects) {
        this.objects = objects;
    }

    /** The objects of a unit, by name. */
    public List<Author> of(UnitKey unit) {
        return all(unit)
                .map(Authors::author)
                .sorted(Comparator.comparing(Author::object))
                .toList();
    }

    private Stream<? extends HasMetadata> all(UnitKey unit) {
        return switch (unit) {
            case UnitKey.PolicyUnit policy -> objects.policies(policy.namespace(), policy.principal()).stream();
            case UnitKey.Owned owned -> objects.owner(owned.owner()).stream();
            case UnitKey.RestApiUnit api -> objects.protections().stream().filter(one -> isAbout(one, api));
            case UnitKey.ClaimUnit claim ->
                objects.connections().stream()
                        .filter(connection -> connection.getSpec().accountId().equals(claim.accountId()));
        };
    }

    /** Who of several holds an API is not asked here: a line names all that say they are about it. */
    private static boolean isAbout(ApiProtection protection, UnitKey.RestApiUnit unit) {
        return ProtectionIntents.noted(protection, unit.accountId())
                .filter(unit::equals)
                .isPresent();
    }

    private static Author author(HasMetadata object) {
        var meta = object.getMetadata();
        return new Author(
                new OwnerRef(object.getKind(), Objects.requireNonNullElse(meta.getNamespace(), ""), meta.getName()),
                Objects.requireNonNullElse(meta.getUid(), ""),
                Objects.requireNonNullElse(meta.getGeneration(), 0L));
    }
}
