// What a bot does first, by the Go SDK: one line a step, `ok <step>` or `wrong <step> <why>`.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	lark "github.com/larksuite/oapi-sdk-go/v3"
	larkcore "github.com/larksuite/oapi-sdk-go/v3/core"
	larkcardkit "github.com/larksuite/oapi-sdk-go/v3/service/cardkit/v1"
	larkim "github.com/larksuite/oapi-sdk-go/v3/service/im/v1"
)

var (
	ctx    = context.Background()
	person = os.Getenv("FEISHU_OPEN_ID")
	card   = os.Getenv("FEISHU_CARD")
	client = lark.NewClient(os.Getenv("FEISHU_APP_ID"), os.Getenv("FEISHU_APP_SECRET"),
		lark.WithOpenBaseUrl(os.Getenv("FEISHU_BASE_URL")), lark.WithLogLevel(larkcore.LogLevelError))
)

func step(name string, want, code int, msg string, err error) {
	if err != nil {
		fmt.Println("wrong", name, err)
	} else if code != want {
		fmt.Println("wrong", name, code, msg)
	} else {
		fmt.Println("ok", name)
	}
}

func textOf(value any) string {
	text, _ := json.Marshal(value)
	return string(text)
}

func send(name string, want int, kind, content string) string {
	body := larkim.NewCreateMessageReqBodyBuilder().ReceiveId(person).MsgType(kind).Content(content).Build()
	answer, err := client.Im.Message.Create(ctx,
		larkim.NewCreateMessageReqBuilder().ReceiveIdType("open_id").Body(body).Build())
	if err != nil {
		step(name, want, 0, "", err)
		return ""
	}
	step(name, want, answer.Code, answer.Msg, nil)
	if answer.Data == nil || answer.Data.MessageId == nil {
		return ""
	}
	return *answer.Data.MessageId
}

func main() {
	message := send("text", 0, "text", textOf(map[string]string{"text": "hello"}))

	reply, err := client.Im.Message.Reply(ctx, larkim.NewReplyMessageReqBuilder().MessageId(message).
		Body(larkim.NewReplyMessageReqBodyBuilder().MsgType("text").
			Content(textOf(map[string]string{"text": "hi"})).ReplyInThread(true).Build()).Build())
	step("reply in a topic", 0, reply.Code, reply.Msg, err)

	reaction, err := client.Im.MessageReaction.Create(ctx, larkim.NewCreateMessageReactionReqBuilder().
		MessageId(message).Body(larkim.NewCreateMessageReactionReqBodyBuilder().
		ReactionType(larkim.NewEmojiBuilder().EmojiType("OK").Build()).Build()).Build())
	step("reaction", 0, reaction.Code, reaction.Msg, err)

	send("card", 0, "interactive", card)
	send("card that is refused", 230099, "interactive", `{"schema":"2.0","body":{"elements":[{"tag":"no"}]}}`)

	made, err := client.Cardkit.V1.Card.Create(ctx, larkcardkit.NewCreateCardReqBuilder().
		Body(larkcardkit.NewCreateCardReqBodyBuilder().Type("card_json").Data(card).Build()).Build())
	step("card entity", 0, made.Code, made.Msg, err)
	id := ""
	if made.Data != nil {
		id = *made.Data.CardId
	}
	send("card entity sent", 0, "interactive",
		textOf(map[string]any{"type": "card", "data": map[string]string{"card_id": id}}))
	words, err := client.Cardkit.V1.CardElement.Content(ctx, larkcardkit.NewContentCardElementReqBuilder().
		CardId(id).ElementId("words").Body(larkcardkit.NewContentCardElementReqBodyBuilder().
		Content("hello, all of you").Sequence(1).Build()).Build())
	step("card entity written into", 0, words.Code, words.Msg, err)

	group, err := client.Im.Chat.Create(ctx, larkim.NewCreateChatReqBuilder().UserIdType("open_id").
		Body(larkim.NewCreateChatReqBodyBuilder().Name("group").UserIdList([]string{person}).Build()).Build())
	step("group", 0, group.Code, group.Msg, err)

	kept, err := client.Im.File.Create(ctx, larkim.NewCreateFileReqBuilder().
		Body(larkim.NewCreateFileReqBodyBuilder().FileType("stream").FileName("a.txt").
			File(strings.NewReader("abc")).Build()).Build())
	step("file up", 0, kept.Code, kept.Msg, err)
	key := ""
	if kept.Data != nil {
		key = *kept.Data.FileKey
	}
	down, err := client.Im.File.Get(ctx, larkim.NewGetFileReqBuilder().FileKey(key).Build())
	step("file down", 0, down.Code, down.Msg, err)
}
