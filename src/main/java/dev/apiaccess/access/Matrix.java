// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Grid;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.Principal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides many calls for many callers, as {@link Access} does each: what does not depend on the caller is worked out once. Not safe for
 * threads.
 */
public final class Matrix {

    private final List<Part> parts = new ArrayList<>();
    private final BitSet open = new BitSet();
    private final BitSet openUnknown = new BitSet();
    private final BitSet keyed = new BitSet();

    /** Calls without IAM authorization that come through an endpoint, whose policy may see who calls. */
    private final Map<Integer, Column> singly = new LinkedHashMap<>();

    private final IdentityHashMap<DeployedApi, Access> accesses = new IdentityHashMap<>();

    private final Map<String, List<String>> with;
    private final boolean partial;
    private final Question.Key key;

    /** A call of an API. */
    public record Column(DeployedApi api, Call call) {}

    /**
     * The answers for one caller, by position of the column.
     *
     * @param unknown where it is not known; the others are no
     */
    public record Row(BitSet yes, BitSet unknown) {}

    /** The calls of one API under IAM authorization. */
    private record Part(DeployedApi api, List<Integer> positions, Grid grid) {}

    /**
     * A matrix of these calls.
     *
     * @param with condition keys of all calls, as in {@link Question}
     * @param partial whether the calls may have further keys with any value
     * @param key the API key of all calls
     */
    public Matrix(List<Column> columns, Map<String, List<String>> with, boolean partial, Question.Key key) {
        this.with = Map.copyOf(with);
        this.partial = partial;
        this.key = key;
        // By identity: to compare APIs is to compare all their methods.
        var signed = new IdentityHashMap<DeployedApi, List<Integer>>();
        for (var position = 0; position < columns.size(); position++) {
            var column = columns.get(position);
            var access = access(column);
            var method =
                    access.isRouteOpen(column.call()) ? Optional.<DeployedMethod>empty() : access.method(column.call());
            if (method.isPresent() && method.get().authorization().equals(DeployedMethod.AWS_IAM)) {
                if (method.get().keyRequired() && key == Question.Key.DOES_NOT_WORK) {
                    continue;
                }
                signed.computeIfAbsent(column.api(), _ -> new ArrayList<>()).add(position);
                keyed.set(position, method.get().keyRequired() && key == Question.Key.NOT_SAID);
            } else if (method.isPresent() && column.api().endpointPolicy() != null) {
                singly.put(position, column);
            } else {
                set(position, column, new Principal.Anonymous(), Policies.none(), open, openUnknown);
            }
        }
        signed.forEach((api, positions) -> parts.add(new Part(
                api,
                positions,
                new Grid(
                        ExecuteApi.INVOKE,
                        positions.stream()
                                .map(position -> api.arns(columns.get(position).call()))
                                .toList(),
                        Access.withTransport(with),
                        partial))));
    }

    private Access access(Column column) {
        return accesses.computeIfAbsent(column.api(), Access::new);
    }

    private void set(int position, Column column, Principal caller, Policies policies, BitSet yes, BitSet unknown) {
        var answer = access(column).decide(new Question(caller, column.call(), with, partial, key), policies);
        yes.set(position, answer.value() == Answer.Value.YES);
        unknown.set(position, answer.value() == Answer.Value.UNKNOWN);
    }

    /** The answers for a caller; {@code policies} are its own, those of the APIs are added. */
    public Row row(Principal caller, Policies policies) {
        var yes = (BitSet) open.clone();
        var unknown = (BitSet) openUnknown.clone();
        singly.forEach((position, column) -> set(position, column, caller, policies, yes, unknown));
        if (!(caller instanceof Principal.Anonymous)) {
            for (var part : parts) {
                var row = part.grid().row(caller, Access.withApi(policies, part.api()));
                row.allowed().stream().forEach(bit -> yes.set(part.positions().get(bit)));
                row.unknown().stream()
                        .forEach(bit -> unknown.set(part.positions().get(bit)));
            }
        }
        var needsKey = (BitSet) yes.clone();
        needsKey.and(keyed);
        unknown.or(needsKey);
        yes.andNot(needsKey);
        return new Row(yes, unknown);
    }
}
