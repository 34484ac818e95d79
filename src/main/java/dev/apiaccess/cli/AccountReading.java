// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Organization;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.port.GatewayPort.Export;
import dev.apiaccess.port.IamPort.Holder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What AWS answered about an account, as the ports return it.
 *
 * @param account 12 digits
 */
record AccountReading(
        String partition, String account, Part<Iam> iam, List<InRegion> regions, Organization organization) {

    AccountReading {
        regions = List.copyOf(regions);
    }

    /**
     * An answer, or why there is none.
     *
     * @param why a clause; null where there is an answer
     */
    record Part<T>(@Nullable T value, @Nullable String why) {

        static <T> Part<T> of(T value) {
            return new Part<>(value, null);
        }

        static <T> Part<T> unread(String why) {
            return new Part<>(null, why);
        }

        /** What becomes of an answer, or of why there is none. */
        <R> R fold(Function<T, R> read, Function<String, R> unread) {
            return value != null ? read.apply(value) : unread.apply(why == null ? "it was not asked for" : why);
        }
    }

    /**
     * Who is there.
     *
     * @param attachments ARNs of managed policies
     * @param documents of managed policies by ARN, as JSON
     */
    record Iam(List<Holder> holders, Map<PrincipalRef, Set<String>> attachments, Map<String, String> documents) {}

    /** API Gateway in a region. */
    record InRegion(String region, Part<List<Api>> apis, Part<Keys> keys) {}

    /**
     * An API.
     *
     * @param stages by name; those that were asked for
     */
    record Api(ListedApi listed, Part<Map<String, Stage>> stages) {}

    /**
     * A stage.
     *
     * @param methods of its deployment; an empty answer where API Gateway does not show them
     * @param canary of its canary's deployment; null where it has no canary
     */
    record Stage(
            ShownStage shown,
            Part<Optional<Map<MethodKey, ServedMethod>>> methods,
            @Nullable Part<Optional<Map<MethodKey, ServedMethod>>> canary,
            Part<Optional<Export>> export) {}

    /**
     * Keys and the plans that they are in.
     *
     * @param members ids of the keys of a plan
     */
    record Keys(List<ExistingPlan> plans, List<ExistingKey> keys, Map<String, List<String>> members) {}
}
