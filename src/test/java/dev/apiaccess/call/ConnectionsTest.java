// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.ConnectionState;
import dev.apiaccess.testing.FakeAws;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionsTest {

    private final FakeAws aws = new FakeAws();
    private final Accounts accounts = new Accounts(1, (_, _, _, _) -> {});
    private final List<String> woken = new CopyOnWriteArrayList<>();
    private final Connections connections = new Connections(aws, accounts, woken::add, Clock.systemUTC());

    @AfterEach
    void end() {
        connections.close();
    }

    @Test
    void aConnectionOpensOnceItsAccountIsProven() {
        assertThat(connections.ensure(wanted("prod", 50))).isInstanceOf(ConnectionState.class);

        awaitState("prod", ConnectionState.Open.class);
        assertThat(accounts.reach(FakeAws.ACCOUNT)).isPresent();
        assertThat(woken).containsExactly("prod");
        assertThat(aws.calls().operations()).containsExactly(Operation.GET_CALLER_IDENTITY);
    }

    @Test
    void aWrongAccountIsClosedBeforeAnythingIsReadThere() {
        aws.answersAs("999999999999");

        connections.ensure(wanted("prod", 50));

        awaitState("prod", ConnectionState.WrongAccount.class);
        assertThat(accounts.reach(FakeAws.ACCOUNT)).isEmpty();
        assertThat(accounts.reach("999999999999")).isEmpty();
        assertThat(aws.calls().operations()).containsOnly(Operation.GET_CALLER_IDENTITY);
    }

    @Test
    void aFailureIsToldAndProvenAgainByItself() {
        aws.calls().failBefore(Operation.GET_CALLER_IDENTITY, AwsFailure.Kind.UNAVAILABLE);

        connections.ensure(wanted("prod", 50));

        awaitState("prod", ConnectionState.Open.class);
        // The state is there a moment before somebody is told.
        await().untilAsserted(() -> assertThat(woken).containsExactly("prod", "prod"));
    }

    @Test
    void anIdentityThatCannotBeReadIsAFailureAndNotSilence() {
        aws.answersNonsense();

        connections.ensure(wanted("prod", 50));

        awaitState("prod", ConnectionState.Failed.class);
    }

    @Test
    void askingForTheSameAgainOpensNothing() {
        connections.ensure(wanted("prod", 50));
        awaitState("prod", ConnectionState.Open.class);

        connections.ensure(wanted("prod", 50));

        assertThat(aws.closed()).isZero();
        assertThat(aws.calls().made()).hasSize(1);
    }

    @Test
    void askingForSomethingElseClosesTheOldClients() {
        connections.ensure(wanted("prod", 50));
        awaitState("prod", ConnectionState.Open.class);

        connections.ensure(wanted("prod", 20));

        awaitState("prod", ConnectionState.Open.class);
        assertThat(aws.closed()).isEqualTo(1);
        assertThat(accounts.reach(FakeAws.ACCOUNT).orElseThrow().percent()).isEqualTo(20);
    }

    @Test
    void aProofThatComesAfterTheConnectionWasClosedOpensNothing() {
        var hold = aws.calls().hold(Operation.GET_CALLER_IDENTITY);
        connections.ensure(wanted("prod", 50));
        await().until(hold::entered);

        connections.close("prod");
        hold.release();
        connections.ensure(wanted("other", 50));
        awaitState("other", ConnectionState.Open.class);

        assertThat(connections.state("prod")).isEmpty();
        assertThat(accounts.reach(FakeAws.ACCOUNT).orElseThrow().connection()).isEqualTo("other");
    }

    @Test
    void whatWasOpenedThroughTwoConnectionsIsOneAccount() {
        connections.ensure(wanted("one", 50));
        connections.ensure(wanted("two", 50));
        awaitState("one", ConnectionState.Open.class);
        awaitState("two", ConnectionState.Open.class);

        assertThat(accounts.all()).hasSize(1);
    }

    private static Connections.Wanted wanted(String name, int percent) {
        return new Connections.Wanted(
                new AwsConnector.Settings(name, null, null), FakeAws.ACCOUNT, List.of(FakeAws.REGION), percent);
    }

    private void awaitState(String name, Class<? extends ConnectionState> state) {
        await().until(() -> connections.state(name).filter(state::isInstance).isPresent());
    }
}
