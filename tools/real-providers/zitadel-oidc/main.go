// A provider built with zitadel/oidc: the storage and the pages of its example, with the people and clients of the
// environment, and the claim "roles" in UserInfo, in JWT access tokens and in what introspection says.
package main

import (
	"context"
	"encoding/json"
	"log"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

type person struct {
	Username, Password, FirstName, LastName string
}

type registeredClient struct {
	ID, Secret string
}

// people are known by their user names, which are their subjects, too.
type people map[string]*storage.User

func (p people) GetUserByID(id string) *storage.User         { return p[id] }
func (p people) GetUserByUsername(name string) *storage.User { return p[name] }
func (p people) ExampleClientID() string                     { return storage.ServiceUserID }

// server is the storage of the example, with roles.
type server struct {
	*storage.Storage
}

func rolesOf(subject string) []string {
	if subject == os.Getenv("ADMINISTRATOR") {
		return []string{"staff", "admins"}
	}
	return []string{}
}

func (s server) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, tokenID, subject, origin string) error {
	if err := s.Storage.SetUserinfoFromToken(ctx, info, tokenID, subject, origin); err != nil {
		return err
	}
	info.AppendClaims("roles", rolesOf(subject))
	return nil
}

func (s server) SetIntrospectionFromToken(ctx context.Context, answer *oidc.IntrospectionResponse, tokenID, subject, clientID string) error {
	if err := s.Storage.SetIntrospectionFromToken(ctx, answer, tokenID, subject, clientID); err != nil {
		return err
	}
	if answer.Claims == nil {
		answer.Claims = map[string]any{}
	}
	answer.Claims["roles"] = rolesOf(subject)
	return nil
}

func (s server) GetPrivateClaimsFromScopes(_ context.Context, userID, _ string, _ []string) (map[string]any, error) {
	return map[string]any{"roles": rolesOf(userID)}, nil
}

func (s server) GetClientByClientID(ctx context.Context, clientID string) (op.Client, error) {
	found, err := s.Storage.GetClientByClientID(ctx, clientID)
	if err != nil {
		return nil, err
	}
	return client{found}, nil
}

// client is one of the example, with a way back from the sign-out. The id says what its access tokens are.
type client struct {
	op.Client
}

func (c client) PostLogoutRedirectURIs() []string {
	return []string{os.Getenv("POST_LOGOUT_REDIRECT_URI")}
}

func (c client) AccessTokenType() op.AccessTokenType {
	if strings.HasSuffix(c.GetID(), "-jwt") {
		return op.AccessTokenTypeJWT
	}
	return op.AccessTokenTypeBearer
}

func readJSON[T any](name string) T {
	var value T
	if err := json.Unmarshal([]byte(os.Getenv(name)), &value); err != nil {
		log.Fatalf("%s: %v", name, err)
	}
	return value
}

func main() {
	address := "127.0.0.1:" + os.Getenv("PORT")
	for _, each := range readJSON[[]registeredClient]("CLIENTS") {
		storage.RegisterClients(storage.WebClient(each.ID, each.Secret, os.Getenv("REDIRECT_URI")))
	}
	users := people{}
	for _, each := range readJSON[[]person]("PEOPLE") {
		users[each.Username] = &storage.User{
			ID: each.Username, Username: each.Username, Password: each.Password,
			FirstName: each.FirstName, LastName: each.LastName, Email: each.Username, EmailVerified: true,
		}
	}
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	router := exampleop.SetupServer("http://"+address+"/", server{storage.NewStorage(users)}, logger, false)
	log.Fatal(http.ListenAndServe(address, router))
}
