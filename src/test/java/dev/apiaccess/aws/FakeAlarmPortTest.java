// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.port.AlarmPort;
import dev.apiaccess.testing.FakeAws;

/** The fake of the other tests does as the emulator does. */
class FakeAlarmPortTest implements AlarmPortContract {

    private final FakeAws aws = new FakeAws();

    @Override
    public AlarmPort alarms() {
        return aws.alarms();
    }

    @Override
    public String topic(String name) {
        return "arn:aws:sns:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":" + name;
    }

    @Override
    public String fresh(String name) {
        return name;
    }
}
