// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * The Allow that stands beside the first fence of a public API without a resource policy. With a document there, its silence shuts out
 * whoever calls methods that the document alone decides; so they are allowed as they were. It is for these methods and for unsigned calls
 * alone, since an Allow lets signed callers in whatever their own policies say, and callers of an authorizer whatever it says.
 */
public sealed interface AllowBeside {

    /** None is needed: no method is decided by the document alone. */
    record NotNeeded() implements AllowBeside {}

    /** What is written beside the fence. */
    record Needed(Statement statement) implements AllowBeside {}

    /**
     * None can be written: the star of a path crosses slashes, so that it would also allow calls of a method that policies or an authorizer
     * decide.
     *
     * @param witness such a call, {@code GET /items/1/secret}
     * @param method the method that it comes to
     * @param because the method for which the Allow would be written
     */
    record WouldOpen(String witness, ApiMethod method, ApiMethod because) implements AllowBeside {}

    /**
     * Decides for an API whose deployed document was empty before.
     *
     * @param stages the methods of each stage that the fences are about
     */
    static AllowBeside of(FenceStatements.Place place, SortedMap<String, List<ApiMethod>> stages, String sid) {
        var patterns = new TreeSet<String>();
        for (var stage : stages.entrySet()) {
            var methods = stage.getValue();
            var alone =
                    methods.stream().filter(ApiMethod::isDecidedByPolicyAlone).toList();
            var guarded = methods.stream()
                    .filter(one -> !one.isDecidedByPolicyAlone())
                    .toList();
            if (alone.isEmpty()) {
                continue;
            }
            if (guarded.isEmpty()) {
                patterns.add(ExecuteApi.wholeStageArn(
                        place.partition(), place.region(), place.account(), place.apiId(), stage.getKey()));
                continue;
            }
            var calls = new StageCalls(methods);
            for (var method : alone) {
                for (var verb : calls.verbsOf(method)) {
                    var pattern = ExecuteApi.pathPattern(method.path().text());
                    for (var other : guarded) {
                        var witness = calls.meeting(verb, pattern, other);
                        if (witness.isPresent()) {
                            return new WouldOpen(witness.get(), other, method);
                        }
                    }
                    patterns.addAll(FenceStatements.methods(
                            place, stage.getKey(), Set.of(verb), List.of(method.path()), false));
                }
            }
        }
        return patterns.isEmpty()
                ? new NotNeeded()
                : new Needed(new Statement(
                        sid,
                        Effect.ALLOW,
                        PrincipalSet.everyone(),
                        ActionSet.of(ExecuteApi.INVOKE),
                        ResourceSet.of(List.copyOf(patterns)),
                        List.of(Condition.of("Null", "aws:PrincipalArn", "true"))));
    }
}
