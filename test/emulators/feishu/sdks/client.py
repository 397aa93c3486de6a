"""What a bot does first, by the Python SDK: one line a step, `ok <step>` or `wrong <step> <why>`."""

import json
import os

import lark_oapi as lark
from lark_oapi.api.cardkit.v1 import (
    ContentCardElementRequest,
    ContentCardElementRequestBody,
    CreateCardRequest,
    CreateCardRequestBody,
)
from lark_oapi.api.im.v1 import (
    CreateChatRequest,
    CreateChatRequestBody,
    CreateFileRequest,
    CreateFileRequestBody,
    CreateMessageReactionRequest,
    CreateMessageReactionRequestBody,
    CreateMessageRequest,
    CreateMessageRequestBody,
    Emoji,
    GetFileRequest,
    ReplyMessageRequest,
    ReplyMessageRequestBody,
)

PERSON = os.environ["FEISHU_OPEN_ID"]
CARD = json.loads(os.environ["FEISHU_CARD"])


def client_of(secret):
    builder = lark.Client.builder().app_id(os.environ["FEISHU_APP_ID"]).app_secret(secret)
    return builder.domain(os.environ["FEISHU_BASE_URL"]).log_level(lark.LogLevel.CRITICAL).build()


client = client_of(os.environ["FEISHU_APP_SECRET"])


def send(kind, content):
    body = CreateMessageRequestBody.builder().receive_id(PERSON).msg_type(kind).content(json.dumps(content)).build()
    return client.im.v1.message.create(
        CreateMessageRequest.builder().receive_id_type("open_id").request_body(body).build()
    )


def step(name, call, code=0):
    try:
        answer = call()
    except Exception as error:  # whatever it is, it is what went wrong
        print("wrong", name, type(error).__name__, error)
        return None
    if answer.code == code:
        print("ok", name)
        return getattr(answer, "data", None) or answer
    print("wrong", name, answer.code, answer.msg)
    return None


text = step("text", lambda: send("text", {"text": "hello"}))

reply = ReplyMessageRequestBody.builder().msg_type("text").content(json.dumps({"text": "hi"}))
reply = reply.reply_in_thread(True).build()
step(
    "reply in a topic",
    lambda: client.im.v1.message.reply(
        ReplyMessageRequest.builder().message_id(text.message_id).request_body(reply).build()
    ),
)

emoji = Emoji.builder().emoji_type("OK").build()
reaction = CreateMessageReactionRequestBody.builder().reaction_type(emoji).build()
step(
    "reaction",
    lambda: client.im.v1.message_reaction.create(
        CreateMessageReactionRequest.builder().message_id(text.message_id).request_body(reaction).build()
    ),
)

step("card", lambda: send("interactive", CARD))
step("card that is refused", lambda: send("interactive", {**CARD, "body": {"elements": [{"tag": "no"}]}}), 230099)

source = CreateCardRequestBody.builder().type("card_json").data(json.dumps(CARD)).build()
made = step("card entity", lambda: client.cardkit.v1.card.create(CreateCardRequest.builder().request_body(source).build()))
step("card entity sent", lambda: send("interactive", {"type": "card", "data": {"card_id": made.card_id}}))
words = ContentCardElementRequestBody.builder().content("hello, all of you").sequence(1).build()
step(
    "card entity written into",
    lambda: client.cardkit.v1.card_element.content(
        ContentCardElementRequest.builder().card_id(made.card_id).element_id("words").request_body(words).build()
    ),
)

chat = CreateChatRequestBody.builder().name("group").user_id_list([PERSON]).build()
step(
    "group",
    lambda: client.im.v1.chat.create(CreateChatRequest.builder().user_id_type("open_id").request_body(chat).build()),
)

with open(__file__, "rb") as content:
    upload = CreateFileRequestBody.builder().file_type("stream").file_name("client.py").file(content).build()
    kept = step("file up", lambda: client.im.v1.file.create(CreateFileRequest.builder().request_body(upload).build()))
step("file down", lambda: client.im.v1.file.get(GetFileRequest.builder().file_key(kept.file_key).build()))
