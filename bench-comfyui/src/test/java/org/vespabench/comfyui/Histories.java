package org.vespabench.comfyui;

import org.vespabench.testkit.ScriptedBackend;
import org.vespabench.testkit.ScriptedReply;

/** Makes what ComfyUI says, in the forms of its own sources. */
final class Histories {
  static final String ID = "4f2c1b7e-0000-4000-8000-000000000001";
  static final String IMAGES = "{'9':{'images':[{'filename':'1.png','type':'output'}]}}";

  private Histories() {}

  /** A backend that queues every prompt under one id, and then has this history. */
  static ScriptedBackend backend(ScriptedReply first, ScriptedReply... others) throws Exception {
    return ScriptedBackend.start()
        .on("/prompt", json("{'prompt_id':'" + ID + "','number':1,'node_errors':{}}"))
        .on("/history/" + ID, first, others)
        .on("/queue", ScriptedReply.json(""))
        .on("/interrupt", ScriptedReply.json(""));
  }

  /** The history of a prompt that ended, with messages between its start and its end. */
  static ScriptedReply ended(String outputs, String status, String messages) {
    return json(
        ("{'%s':{'prompt':[1,'%s',{'3':{},'4':{},'9':{}},{'create_time':1000},['9']],"
                + "'outputs':%s,'status':{'status_str':'%s','completed':true,'messages':["
                + "['execution_start',{'timestamp':1250}]%s]}}}")
            .formatted(ID, ID, outputs, status, messages));
  }

  static ScriptedReply success() {
    return ended(
        IMAGES,
        "success",
        ",['execution_cached',{'nodes':['4'],'timestamp':1251}]"
            + ",['execution_success',{'timestamp':4250}]");
  }

  static ScriptedReply json(String body) {
    return ScriptedReply.json(body.replace('\'', '"'));
  }
}
