package org.vespabench.runner.auth;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * States for whom a request was routed, where to, and at what cost.
 *
 * @param costToken units of work, as the autoscaler wrote the number; finite and not negative
 * @param endpoint the endpoint's name
 * @param reqnumToken the route's number, as the autoscaler wrote it; whole
 * @param requestIdxToken the request's number, the same for each of its routes; whole
 * @param signature in base64; empty if there is none
 * @param url the worker's, as the autoscaler knows it
 */
public record AuthData(
    String costToken,
    String endpoint,
    String reqnumToken,
    String requestIdxToken,
    String signature,
    String url) {

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  /** More digits than anybody means; parsing them would be work for nothing. */
  private static final int LONGEST_NUMBER = 100;

  private static final String MISSING = "missing parameter";
  private static final String NO_TEXT = "not a string";
  private static final String NO_COST = "not a finite number of 0 or more";
  private static final String NOT_WHOLE = "not a whole number";

  /**
   * Check the numbers.
   *
   * @throws AuthException if one cannot be used
   */
  public AuthData {
    Map<String, String> wrong = new LinkedHashMap<>();
    note(wrong, "cost", isCost(costToken), NO_COST);
    note(wrong, "reqnum", isWhole(reqnumToken), NOT_WHOLE);
    note(wrong, "request_idx", isWhole(requestIdxToken), NOT_WHOLE);
    if (!wrong.isEmpty()) {
      throw invalid(wrong);
    }
  }

  /** Tell the cost in units of work; finite, 0 or more. */
  public double cost() {
    return Double.parseDouble(costToken);
  }

  /** Tell the route's number. */
  public long reqnum() {
    return new BigDecimal(reqnumToken).longValueExact();
  }

  /** Tell the request's number. */
  public long requestIdx() {
    return new BigDecimal(requestIdxToken).longValueExact();
  }

  /** Copy with another signature. */
  public AuthData withSignature(String signature) {
    return new AuthData(costToken, endpoint, reqnumToken, requestIdxToken, signature, url);
  }

  /**
   * Read the six members; others are ignored.
   *
   * @throws AuthException if any is missing or wrong; it names all of them
   */
  public static AuthData of(JsonObject json) {
    Map<String, String> wrong = wrong(json);
    if (!wrong.isEmpty()) {
      throw invalid(wrong);
    }
    return new AuthData(
        json.get("cost").getAsString(),
        json.get("endpoint").getAsString(),
        json.get("reqnum").getAsString(),
        json.get("request_idx").getAsString(),
        json.get("signature").getAsString(),
        json.get("url").getAsString());
  }

  /** Write the six members, the tokens unchanged. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.add("cost", JsonParser.parseString(costToken));
    json.addProperty("endpoint", endpoint);
    json.add("reqnum", JsonParser.parseString(reqnumToken));
    json.add("request_idx", JsonParser.parseString(requestIdxToken));
    json.addProperty("signature", signature);
    json.addProperty("url", url);
    return json;
  }

  /** Write it for logs: whoever has the signature can send the request again. */
  @Override
  public String toString() {
    return "AuthData[cost=%s, endpoint=%s, reqnum=%s, requestIdx=%s, signature=%s, url=%s]"
        .formatted(
            costToken,
            endpoint,
            reqnumToken,
            requestIdxToken,
            signature.isEmpty() ? "" : "(not shown)",
            url);
  }

  static AuthException invalid(Map<String, String> wrong) {
    JsonObject members = new JsonObject();
    wrong.forEach(members::addProperty);
    JsonObject answer = new JsonObject();
    answer.add("auth_data", members);
    return new AuthException(
        AuthException.Reason.INVALID_AUTH_DATA, "auth_data cannot be used: " + wrong, answer);
  }

  private static Map<String, String> wrong(JsonObject json) {
    Map<String, String> wrong = new LinkedHashMap<>();
    note(wrong, json, "cost", one -> one.isNumber() && isCost(one.getAsString()), NO_COST);
    note(wrong, json, "endpoint", JsonPrimitive::isString, NO_TEXT);
    note(wrong, json, "reqnum", AuthData::isWhole, NOT_WHOLE);
    note(wrong, json, "request_idx", AuthData::isWhole, NOT_WHOLE);
    note(wrong, json, "signature", JsonPrimitive::isString, NO_TEXT);
    note(wrong, json, "url", JsonPrimitive::isString, NO_TEXT);
    return wrong;
  }

  private static void note(
      Map<String, String> wrong,
      JsonObject json,
      String name,
      Predicate<JsonPrimitive> good,
      String otherwise) {
    JsonElement member = json.get(name);
    if (member == null) {
      wrong.put(name, MISSING);
    } else {
      note(
          wrong,
          name,
          member instanceof JsonPrimitive primitive && good.test(primitive),
          otherwise);
    }
  }

  private static void note(Map<String, String> wrong, String name, boolean good, String otherwise) {
    if (!good) {
      wrong.put(name, otherwise);
    }
  }

  private static boolean isWhole(JsonPrimitive member) {
    return member.isNumber() && isWhole(member.getAsString());
  }

  private static boolean isCost(String token) {
    return isToken(token) && isFiniteAndNotNegative(Double.parseDouble(token));
  }

  /** Minus zero is not below zero. */
  private static boolean isFiniteAndNotNegative(double cost) {
    return cost >= 0 && Double.isFinite(cost);
  }

  private static boolean isWhole(String token) {
    if (!isToken(token)) {
      return false;
    }
    try {
      long unused = new BigDecimal(token).longValueExact();
      return true;
    } catch (ArithmeticException | NumberFormatException e) {
      return false;
    }
  }

  private static boolean isToken(String token) {
    return token.length() <= LONGEST_NUMBER && NUMBER.matcher(token).matches();
  }
}
