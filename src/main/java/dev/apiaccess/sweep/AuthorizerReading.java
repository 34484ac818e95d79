// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the authorizers of a REST API, and tries those of which it counts whether API Gateway can ask them. What answered once is not tried
 * again while it asks the same: each trial calls a function.
 */
public final class AuthorizerReading {

    /** How many trials one read of an API makes; API Gateway allows an API ten authorizers. */
    private static final int MOST_TRIALS = 20;

    private static final int MOST_PAGES = 10;

    /** What is asked of the authorizers of an API. */
    public static final class Quest {

        private final boolean isAsked;
        private final Set<String> named;
        private final Map<String, ExistingAuthorizer> known;
        private int left;

        /**
         * @param isAsked whether they are read although no method has one
         * @param named names of those that are tried beside the ones that the operator makes
         * @param known what is known of them, by id
         * @param left how many trials it makes
         */
        Quest(boolean isAsked, Set<String> named, Map<String, ExistingAuthorizer> known, int left) {
            this.isAsked = isAsked;
            this.named = Set.copyOf(named);
            this.known = Map.copyOf(known);
            this.left = left;
        }

        /**
         * That of a single read.
         *
         * @param isAsked whether they are read although no method has one
         * @param known what is known of them, by id
         */
        public static Quest of(boolean isAsked, Map<String, ExistingAuthorizer> known) {
            return new Quest(isAsked, Set.of(), known, MOST_TRIALS);
        }

        /** Whether there is anything to read, seen from the methods of the API. */
        boolean isAsked(boolean isUsed) {
            return isUsed || isAsked || !known.isEmpty();
        }

        private Trial of(ExistingAuthorizer read) {
            var before = known.get(read.id());
            return before != null && before.definition().equals(read.definition()) ? before.trial() : read.trial();
        }

        /** Whether it counts what an authorizer answers, and that is not known. */
        boolean awaits(ExistingAuthorizer one) {
            var counts = one.definition().isMarked()
                    || named.contains(one.definition().name());
            return counts && !one.isProven() && !(one.trial() instanceof Trial.Refused);
        }

        private boolean tries(ExistingAuthorizer one) {
            return awaits(one) && left-- > 0;
        }
    }

    private final Accounts accounts;
    private final Accounts.Account account;
    private final UnitKey.RestApiUnit unit;
    private final Caller caller;

    public AuthorizerReading(Accounts accounts, Accounts.Account account, UnitKey.RestApiUnit unit, Caller caller) {
        this.accounts = accounts;
        this.account = account;
        this.unit = unit;
        this.caller = caller;
    }

    /** An API with the authorizers of its present configuration, or without where there is no right to read them. */
    ExistingApi read(ExistingApi api, Quest quest) throws InterruptedException {
        try {
            return api.withAuthorizers(read(quest));
        } catch (AwsFailure failure) {
            if (failure.kind() == AwsFailure.Kind.ACCESS_DENIED && failure.operation() == Operation.GET_AUTHORIZERS) {
                return api.withUnreadAuthorizers();
            }
            throw failure;
        }
    }

    private SortedMap<String, ExistingAuthorizer> read(Quest quest) throws InterruptedException {
        var gateway = account.access().gateway(unit.region());
        var read = new TreeMap<String, ExistingAuthorizer>();
        for (var one : Pages.all(
                accounts,
                account,
                unit.region(),
                Operation.GET_AUTHORIZERS,
                caller,
                (@Nullable String position) -> gateway.getAuthorizers(unit.apiId(), position),
                MOST_PAGES)) {
            var known = one.tried(quest.of(one));
            read.put(one.id(), quest.tries(known) ? known.tried(attempt(known)) : known);
        }
        return read;
    }

    /**
     * What comes of trying an authorizer.
     *
     * @throws AwsFailure where that may be another time
     */
    public Trial attempt(ExistingAuthorizer one) throws InterruptedException {
        var gateway = account.access().gateway(unit.region());
        try {
            return accounts.call(
                    account,
                    unit.region(),
                    Operation.TEST_INVOKE_AUTHORIZER,
                    caller,
                    () -> gateway.testAuthorizer(unit.apiId(), one));
        } catch (AwsFailure failure) {
            return switch (failure.kind()) {
                case ACCESS_DENIED ->
                    new Trial.Failed(
                            "it cannot be tried: the operator has no apigateway:POST on /restapis/*/authorizers/*");
                case INVALID -> new Trial.Failed("it cannot be tried: " + failure.getMessage());
                // It went while it was tried.
                case NOT_FOUND -> new Trial.Untried();
                default -> throw failure;
            };
        }
    }
}
