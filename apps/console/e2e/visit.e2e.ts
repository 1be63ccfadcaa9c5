import { afterAll, beforeAll, expect, test } from "vitest";
import { deepCircuit, threeBits } from "./programs.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage?.close();
});

/** Chromium reports every answer outside 200 … 299 as an error of the page. */
const refusal = (status: number): RegExp => new RegExp(`status of ${status}`);

test("the list of jobs says what to do while there are none", async () => {
  const { page, go, end } = await stage.visit({ key: stage.key });
  await go("/jobs");
  await page.getByText("아직 작업이 없습니다").waitFor();
  await page.locator(".empty").getByRole("link", { name: "예제 실행해 보기" }).click();
  await page.getByRole("heading", { name: "바로 실행해 보기" }).waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe("/#try");
  await end();
});

test("the first page speaks the browser's language, and the chosen one after a reload", async () => {
  const { page, go, end } = await stage.visit({ language: "ko" });
  await go("/");
  const language = () => page.evaluate(() => document.documentElement.lang);
  await page.getByRole("heading", { level: 1, name: /우리\s서버에서/ }).waitFor();
  expect(await language()).toBe("ko");

  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { level: 1, name: "Your quantum SDK, on a cloud of your own" }).waitFor();
  expect(await language()).toBe("en");

  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Your quantum SDK, on a cloud of your own" }).waitFor();
  await page.getByRole("button", { name: "한국어" }).click();
  await page.getByRole("heading", { level: 2, name: "백엔드" }).waitFor();
  expect(await language()).toBe("ko");
  await end();
});

test("a browser that speaks neither language is shown English", async () => {
  const { page, go, end } = await stage.visit({ language: "en" });
  await go("/");
  await page.getByRole("heading", { level: 2, name: "Backends" }).waitFor();
  await end();
});

test("every backend is on the first page, and its own page says that it is emulated and where its figures are from", async () => {
  const backends = await stage.client.backends();
  const emulated = backends.find((backend) => backend.kind === "emulated_qpu");
  const { page, go, end } = await stage.visit({ language: "en" });
  await go("/");
  const names = await page.locator(".home-backend h3").allInnerTexts();
  expect(names).toEqual(backends.map((backend) => backend.name));

  await page.getByRole("link", { name: emulated?.name ?? "", exact: true }).click();
  await page.getByText("This is not quantum hardware").waitFor();
  const shown = await page.locator("main").innerText();
  for (const gate of emulated?.nativeGates ?? []) expect(shown).toContain(gate);
  expect(shown).toContain(emulated?.calibration?.source);
  await page.goBack();
  await page.getByRole("heading", { level: 2, name: "Backends" }).waitFor();
  await end();
});

test("a copied program holds this server's address, and the key once signed in", async () => {
  const { page, go, end } = await stage.visit({ language: "en" });
  const copyProgram = async () => {
    await page.locator(".tabs-body .code").nth(1).getByRole("button").click();
    await page.locator(".copy [aria-live]").getByText("Copied").waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  await go("/");
  expect(await copyProgram()).toContain(stage.origin);
  expect(await copyProgram()).toContain("<your API key>");

  const tabs = page.getByRole("tab");
  await tabs.first().focus();
  await page.keyboard.press("ArrowRight");
  expect(await tabs.nth(1).getAttribute("aria-selected")).toBe("true");
  expect(await page.locator(".code-head").first().innerText()).toContain(await tabs.nth(1).innerText());
  await end();

  const signedIn = await stage.visit({ language: "en", key: stage.key });
  await signedIn.go("/");
  expect(await signedIn.page.locator(".tabs-body .code").nth(1).innerText()).toContain(stage.key);
  await signedIn.end();
});

test("a wrong key is refused with a reason; the right one opens the page that was asked for", async () => {
  const { page, go, end } = await stage.visit();
  await go("/keys");
  const input = page.getByLabel("API 키", { exact: true });
  const submit = page.locator("main").getByRole("button", { name: "로그인" });
  await input.fill("naru_thisIsNotAKey");
  await submit.click();
  await page.getByRole("alert").getByText("올바른 API 키가 아닙니다").waitFor();
  expect(await input.getAttribute("aria-invalid")).toBe("true");

  await input.fill(stage.key);
  await submit.click();
  await page.getByRole("heading", { level: 1, name: "API 키" }).waitFor();
  const kept = await page.evaluate(() => [Object.values(sessionStorage), Object.values(localStorage)].map(String));
  expect(kept[0]).toContain(stage.key);
  expect(kept[1]).not.toContain(stage.key);

  await page.getByRole("button", { name: "로그아웃" }).click();
  await page.getByRole("heading", { level: 1, name: "로그인" }).waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await end(refusal(401));
});

test("the example runs: a Bell pair reads 00 or 11, and the job is in the list", async () => {
  const { page, go, end } = await stage.visit({ key: stage.key });
  await go("/");
  const outcome = page.getByRole("region", { name: "실행 결과" });
  await page.getByLabel("측정 횟수").fill("2000");
  await page.getByRole("button", { name: "실행", exact: true }).click();
  await outcome.getByText("완료").waitFor();
  await outcome.locator(".histogram-bar").first().waitFor();

  const rows = await outcome
    .locator("tbody tr")
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText)));
  expect(rows.map((row) => row[0])).toEqual(["00", "11"]);
  const counts = rows.map((row) => Number(row[1]?.replaceAll(",", "")));
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(2000);
  // Half of 2000 within six standard errors of √(2000 / 4).
  expect(Math.abs((counts[0] ?? 0) - 1000)).toBeLessThan(6 * Math.sqrt(500));

  await outcome.getByRole("link", { name: "작업 자세히 보기" }).click();
  await page.getByRole("heading", { level: 1, name: "첫 화면 예제" }).waitFor();
  await page.getByRole("button", { name: "프로그램 보기" }).click();
  await page.getByText("cx q[0], q[1];").waitFor();
  expect(await page.locator(".timeline > .timeline-done").count()).toBe(3);

  await page.getByRole("navigation", { name: "주요 메뉴" }).getByRole("link", { name: "작업" }).click();
  await page.getByRole("row").filter({ hasText: "첫 화면 예제" }).getByText("완료").waitFor();
  await end();
});

test("a mistake in the program is shown with its line", async () => {
  const { page, go, end } = await stage.visit({ language: "en", key: stage.key });
  await go("/");
  await page
    .getByLabel("Program (OpenQASM 2 or 3")
    .fill('OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit[2] q;\nhh q[0];\n');
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page
    .getByRole("alert")
    .getByText(/line 4/i)
    .waitFor();
  await end(refusal(400));
});

test("a job submitted elsewhere appears in the open list and ends there, without a reload; its result downloads", async () => {
  const { page, go, end } = await stage.visit({ language: "en", key: stage.key });
  await go("/jobs");
  const job = await stage.client.submit({
    backend: "simulator",
    format: "openqasm3",
    program: threeBits,
    name: "from afar",
  });
  const row = page.getByRole("row").filter({ hasText: "from afar" });
  await row.getByText("Completed").waitFor();
  await row.getByRole("link").click();
  await page.locator(".histogram-table").getByText("011", { exact: true }).waitFor();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download JSON" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`naru-${job.id}.json`);
  const file = await download.createReadStream();
  const { result } = JSON.parse((await file.toArray()).join("")) as {
    result: Awaited<ReturnType<typeof stage.client.result>>;
  };
  expect(result.circuits[0]?.counts).toEqual([{ bits: "011", count: 1000 }]);
  await end();
});

test("a long job is cancelled after a question, and says so", async () => {
  const program = deepCircuit(25, 400);
  const job = await stage.client.submit({ backend: "simulator", format: "openqasm3", program, name: "long crossing" });
  const { page, go, end } = await stage.visit({ key: stage.key });
  await go(`/jobs/${job.id}`);
  const badge = page.locator(".job-lead .badge");
  await badge.getByText("실행 중").waitFor();

  const cancel = page.getByRole("button", { name: "작업 취소" });
  await cancel.click();
  await page.getByRole("dialog").getByRole("button", { name: "계속 실행" }).click();
  expect(await badge.innerText()).toBe("실행 중");
  expect(await cancel.evaluate((button) => button === document.activeElement)).toBe(true);

  await cancel.click();
  await page.getByRole("dialog").getByRole("button", { name: "취소합니다" }).click();
  await badge.getByText("취소됨").waitFor();
  expect((await stage.client.job(job.id)).state).toBe("cancelled");
  expect(await cancel.count()).toBe(0);

  await go("/jobs?state=cancelled");
  expect(await page.locator("tbody tr").count()).toBe(1);
  await page.getByLabel("상태").selectOption({ label: "실패" });
  await page.getByText("‘실패’ 상태인 작업이 없습니다").waitFor();
  await end();
});

test("older jobs are a page away, and the browser's back button comes back", async () => {
  for (let i = 0; i < 21; i++) {
    await stage.client.submit({ backend: "simulator", format: "openqasm3", program: threeBits, name: `crossing ${i}` });
  }
  const { page, go, end } = await stage.visit({ language: "en", key: stage.key });
  await go("/jobs");
  await page.getByRole("link", { name: "crossing 20" }).waitFor();
  await page.getByRole("link", { name: "Older jobs" }).click();
  await page.getByRole("link", { name: "crossing 0", exact: true }).waitFor();
  await page.goBack();
  await page.getByRole("link", { name: "crossing 20" }).waitFor();
  await end();
});

test("a key is shown once, works, and works no more once revoked", async () => {
  const { page, go, end } = await stage.visit({ key: stage.key });
  await go("/keys");
  const create = page.getByRole("button", { name: "만들기" });
  await create.click();
  await page.getByRole("alert").getByText("키의 이름을 입력해 주십시오.").waitFor();
  await page.getByLabel("이름").fill("연구실 노트북");
  await create.click();
  const secret = (await page.getByRole("region", { name: "새 API 키" }).innerText()).trim();
  expect(secret).toMatch(/^naru_/);
  const other = await stage.visit({ key: secret });
  await other.go("/jobs");
  await other.page.getByRole("table", { name: "작업 목록" }).waitFor();

  await page.getByRole("button", { name: "보관했습니다" }).click();
  expect(await page.locator("main").innerText()).not.toContain(secret);
  await page.getByRole("button", { name: "연구실 노트북 키 폐기" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "폐기합니다" }).click();
  await page.getByRole("row").filter({ hasText: "연구실 노트북" }).getByText("폐기됨").waitFor();
  await end();

  await other.page.reload();
  await other.page.getByText("다른 키로 다시 로그인해 주십시오.").waitFor();
  await other.end(refusal(401));
});

test("an unknown page, job or backend says so and leads on", async () => {
  const { page, go, end } = await stage.visit({ language: "en", key: stage.key });
  await go("/no/such/page");
  await page.getByRole("heading", { level: 1, name: "There is no such page" }).waitFor();
  await go("/jobs/019a0000-0000-7000-8000-000000000000");
  await page.getByRole("alert").getByText("It was not found in this project.").waitFor();
  await go("/backends/qpu.nowhere");
  await page.getByRole("heading", { level: 1, name: "There is no backend “qpu.nowhere”" }).waitFor();
  await end(refusal(404));
});

test("without an answer from the server, the page says so and another try succeeds", async () => {
  const { page, context, go, end } = await stage.visit({ language: "en", key: stage.key });
  await go("/");
  await context.setOffline(true);
  await page.getByRole("navigation", { name: "Main menu" }).getByRole("link", { name: "API keys" }).click();
  await page.getByRole("alert").getByText("The server cannot be reached.").waitFor();
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("table", { name: "My keys" }).waitFor();
  await end(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK/);
});

test("the keyboard alone skips to the content, moves on, and hears where it has come", async () => {
  const { page, go, end } = await stage.visit({ language: "en", key: stage.key });
  await go("/");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Jobs" }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Jobs");
  expect(await page.title()).toBe("Jobs · Naru");
  await end();
});
