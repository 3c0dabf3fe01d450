package org.jieshui.shell;

import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jieshui.karaf.operator.OperatorException;

@Service
@Command(scope = "jieshui", name = "remove", description = "Take away a department that was added; its tasks are parked, its tables stay")
public final class RemoveCommand implements Action {

    @Option(name = "--confirm", aliases = "--yes", description = "do not ask")
    boolean confirm;

    @Argument(name = "module", required = true, description = "which module")
    String module;

    @Override
    public Object execute() throws Exception {
        var conversation = Conversation.current();
        try {
            conversation.departments().remove(module, confirm);
        } catch (OperatorException e) {
            // what would be parked has been said
            if (!e.getMessage().contains("[deploy/confirm]") || conversation.question() == null) {
                throw e;
            }
            conversation.out().println(e.getMessage());
            if (!module.equals(conversation.question().ask(conversation.say("输入模块名确认：", "Type the module's name to confirm: ")))) {
                throw new OperatorException(conversation.say("没有移除", "Nothing was removed."));
            }
            conversation.departments().remove(module, true);
        }
        return null;
    }
}
