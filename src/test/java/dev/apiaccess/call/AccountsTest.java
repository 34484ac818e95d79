// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private final FakeAws aws = new FakeAws();
    private final List<String> observed = new ArrayList<>();
    private final Accounts accounts = new Accounts(
            1,
            (account, operation, failure, _) ->
                    observed.add(account + " " + operation + " " + (failure == null ? "ok" : failure.kind())),
            () -> 0);

    @Test
    void twoConnectionsToOneAccountShareOneBudget() {
        var one = account("one", "eu-central-1");
        var two = account("two", "eu-central-1");
        accounts.opened(one);
        accounts.opened(two);

        assertThat(accounts.budget(one, Operation.CREATE_POLICY, ""))
                .isSameAs(accounts.budget(two, Operation.ATTACH_POLICY, ""));
        assertThat(accounts.budget(one, Operation.UPDATE_USAGE_PLAN, "eu-central-1"))
                .isSameAs(accounts.budget(two, Operation.GET_API_KEYS, "eu-central-1"));
    }

    @Test
    void everyRegionHasItsOwnBudgetAndIamHasOneForAll() {
        var account = account("one", "eu-central-1");

        assertThat(accounts.budget(account, Operation.GET_API_KEYS, "eu-central-1"))
                .isNotSameAs(accounts.budget(account, Operation.GET_API_KEYS, "us-east-1"));
        assertThat(accounts.budget(account, Operation.CREATE_POLICY, "eu-central-1"))
                .isSameAs(accounts.budget(account, Operation.CREATE_POLICY, "us-east-1"));
    }

    @Test
    void aServiceWithoutLimitsHasNoBudgetToShare() {
        assertThatThrownBy(() -> accounts.budget(account("one", "eu-central-1"), Operation.GET_CALLER_IDENTITY, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("calls to STS have no budget");
    }

    @Test
    void anAccountStaysWithinReachWhileOneConnectionToItIsOpen() {
        accounts.opened(account("one", "eu-central-1"));
        accounts.opened(account("two", "us-east-1"));
        assertThat(accounts.regions(FakeAws.ACCOUNT)).containsExactly("eu-central-1", "us-east-1");

        accounts.closed("one");
        assertThat(accounts.reach(FakeAws.ACCOUNT).orElseThrow().connection()).isEqualTo("two");
        assertThat(accounts.regions(FakeAws.ACCOUNT)).containsExactly("us-east-1");

        accounts.closed("two");
        assertThat(accounts.reach(FakeAws.ACCOUNT)).isEmpty();
        assertThat(accounts.all()).isEmpty();
    }

    @Test
    void aThrottledCallPausesItsOperationAndIsObserved() {
        var account = account("one", "eu-central-1");
        aws.calls().failBefore(Operation.GET_REST_APIS, AwsFailure.Kind.THROTTLED);

        assertThatThrownBy(() -> accounts.callNow(
                        account,
                        "eu-central-1",
                        Operation.GET_REST_APIS,
                        () -> aws.gateway().getRestApis(null)))
                .isInstanceOf(AwsFailure.class);

        assertThat(accounts.budget(account, Operation.GET_REST_APIS, "eu-central-1")
                        .estimate(Operation.GET_REST_APIS, new Caller("shop", Priority.REVOKE)))
                .isGreaterThan(Duration.ofMillis(500));
        assertThat(observed).containsExactly(FakeAws.ACCOUNT + " GET_REST_APIS THROTTLED");
    }

    @Test
    void connectionsWithDifferentSharesShareOneBudgetAtTheLowest() {
        accounts.opened(account("one", "eu-central-1", 50));
        var budget = accounts.budget(account("one", "eu-central-1", 50), Operation.GET_API_KEYS, "eu-central-1");
        assertThat(total()).isEqualTo(5);

        accounts.opened(account("two", "eu-central-1", 20));
        assertThat(accounts.budget(account("two", "eu-central-1", 20), Operation.GET_API_KEYS, "eu-central-1"))
                .isSameAs(budget);
        assertThat(total()).isEqualTo(2);

        accounts.closed("two");
        assertThat(total()).isEqualTo(5);
        accounts.opened(account("one", "eu-central-1", 80));
        assertThat(total()).isEqualTo(8);
    }

    @Test
    void aConnectionThatIsOpenedAnewFindsTheBudgetAsItLeftIt() throws Exception {
        var account = account("one", "eu-central-1", 50);
        accounts.opened(account);
        var budget = accounts.budget(account, Operation.GET_API_KEYS, "eu-central-1");
        var caller = new Caller("shop", Priority.USER_CHANGE);
        while (budget.estimate(Operation.GET_API_KEYS, caller).isZero()) {
            budget.acquire(Operation.GET_API_KEYS, caller);
        }

        accounts.closed("one");
        accounts.opened(account("one", "eu-central-1", 100));

        assertThat(accounts.budget(account, Operation.GET_API_KEYS, "eu-central-1")
                        .estimate(Operation.GET_API_KEYS, caller))
                .isPositive();
    }

    @Test
    void manyCallsInFlightThatAreThrottledTogetherHalveTheRateOnce() {
        var account = account("one", "eu-central-1", 50);
        for (var call = 0; call < 30; call++) {
            aws.calls().failBefore(Operation.GET_REST_APIS, AwsFailure.Kind.THROTTLED);
            assertThatThrownBy(() -> accounts.callNow(
                            account,
                            "eu-central-1",
                            Operation.GET_REST_APIS,
                            () -> aws.gateway().getRestApis(null)))
                    .isInstanceOf(AwsFailure.class);
        }

        assertThat(total()).isEqualTo(2.5);
    }

    @Test
    void withoutAccountsThereIsNoRate() {
        assertThat(total()).isNaN();
        assertThat(accounts.waiting(Operation.Service.IAM, Priority.REVOKE)).isZero();
        assertThat(accounts.oldest(Operation.Service.IAM, Priority.REVOKE)).isZero();
    }

    private double total() {
        return accounts.perSecond(Operation.Service.API_GATEWAY, "all");
    }

    private Accounts.Account account(String connection, String region) {
        return account(connection, region, 50);
    }

    private Accounts.Account account(String connection, String region, int percent) {
        return new Accounts.Account(connection, FakeAws.ACCOUNT, "aws", List.of(region), aws, percent);
    }
}
