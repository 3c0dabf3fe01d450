package org.jieshui.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jieshui.karaf.operator.OperatorException;
import org.jieshui.platform.api.rest.ProblemException;

@Service
@Command(scope = "jieshui", name = "deploy", description = "Deploy a department's signed jar, or a new version of one, while everyone works")
public final class DeployCommand implements Action {

    private static final String PERMISSION = "modules.deploy";

    @Argument(name = "file", required = true, description = "a jar on the server's disk; a relative path begins at the installation's folder")
    String file;

    @Override
    public Object execute() throws Exception {
        var conversation = Conversation.current();
        // before the disk is looked at: nobody else learns what is there
        if (!conversation.actor().may(PERMISSION)) {
            throw ProblemException.forbidden(PERMISSION);
        }
        var named = Path.of(System.getProperty("karaf.base", "")).resolve(file);
        if (!Files.isRegularFile(named)) {
            throw new OperatorException(conversation.say("没有文件 " + named, "There is no file " + named + "."));
        }
        var jar = named.toRealPath();
        // whoever may deploy can fetch what was refused: only a jar is looked at, so that no other file of the server becomes readable that way
        if (!jar.toString().endsWith(".jar")) {
            throw new OperatorException(conversation.say(named + " 不是 .jar 文件", named + " is no .jar file."));
        }
        conversation.departments().deploy(jar);
        return null;
    }
}
