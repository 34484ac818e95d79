// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.model.Operation;
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
                    observed.add(account + " " + operation + " " + (failure == null ? "ok" : failure.kind())));

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
                        .estimate(Operation.GET_REST_APIS, Priority.REVOKE))
                .isGreaterThan(Duration.ofMillis(500));
        assertThat(observed).containsExactly(FakeAws.ACCOUNT + " GET_REST_APIS THROTTLED");
    }

    private Accounts.Account account(String connection, String region) {
        return new Accounts.Account(connection, FakeAws.ACCOUNT, "aws", List.of(region), aws, 50);
    }
}
