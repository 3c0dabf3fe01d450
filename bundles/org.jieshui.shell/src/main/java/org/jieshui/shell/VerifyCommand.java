package org.jieshui.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jieshui.karaf.operator.OperatorException;

@Service
@Command(scope = "jieshui", name = "verify", description = "Verify every closed archive of the platform")
public final class VerifyCommand implements Action {

    @Override
    public Object execute() throws Exception {
        var conversation = Conversation.current();
        if (!conversation.archives().platform(conversation.platform(), conversation.headers())) {
            throw new OperatorException(conversation.say("有档案核验不符", "Something is broken."));
        }
        return null;
    }
}
