package x.oidc;

import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenClaimsContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/**
 * Spring Authorization Server as Spring Boot configures it, with two people and their roles in the claim "roles" of ID
 * Tokens, JWT access tokens and what introspection says of opaque ones. The clients are in application.yml.
 */
@SpringBootApplication
public class SpringProvider {
  public static void main(String[] arguments) {
    SpringApplication.run(SpringProvider.class, arguments);
  }

  @Bean
  UserDetailsService people(
      @Value("${PERSON_WITH_ROLES}") String withRoles, @Value("${PERSON_WITHOUT_ROLES}") String without) {
    return new InMemoryUserDetailsManager(person(withRoles, "staff", "admins"), person(without));
  }

  private static UserDetails person(String name, String... roles) {
    return User.withUsername(name).password("{noop}password").authorities(roles).build();
  }

  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> rolesOfJwts() {
    return context -> context.getClaims().claims(claims -> addRoles(claims, context.getPrincipal()));
  }

  @Bean
  OAuth2TokenCustomizer<OAuth2TokenClaimsContext> rolesOfOpaqueTokens() {
    return context -> context.getClaims().claims(claims -> addRoles(claims, context.getPrincipal()));
  }

  private static void addRoles(Map<String, Object> claims, Authentication principal) {
    List<String> roles = principal.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList();
    claims.put("roles", roles);
  }
}
