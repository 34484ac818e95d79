// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.FakeGateway;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Authorizers with API Gateway in memory, with which most tests work. */
class FakeAuthorizerPortTest implements AuthorizerContract {

    private final FakeGateway gateway = new FakeAws().gateway();
    private int apis;

    @Override
    public GatewayPort gateway() {
        return gateway;
    }

    @Override
    public String shop() {
        var id = "shop" + ++apis;
        gateway.refusesAll();
        gateway.api(id, id);
        gateway.configure(id, ORDERS, new ConfiguredMethod("orders", "NONE", "", new TreeSet<>(), true));
        gateway.deploy(id, "prod", "d1", Map.of(ORDERS, new ServedMethod("NONE", true)));
        return id;
    }

    @Override
    public void lets(String function) {
        gateway.refuses(Authorizer.lambda("any", Authorizer.TOKEN, function, "", List.of(), 0), false);
    }
}
