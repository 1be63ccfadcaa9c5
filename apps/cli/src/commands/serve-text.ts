import { bilingual } from "../language.ts";

/** What a starting service says. */
export const serveText = bilingual(
  {
    starting: "Naru를 시작하는 중입니다 …",
    ready: (origin: string) => `Naru가 ${origin} 에서 실행 중입니다.`,
    console: "웹 콘솔",
    key: "API 키",
    keyPlace: (file: string) => `${file} 에도 저장되어 있습니다`,
    data: "데이터",
    inMemory: "메모리(종료하면 지워집니다)",
    checking: "자가 점검: IonQ API로 벨 상태 작업을 보냅니다 …",
    checked: (counts: string, ms: number) => `자가 점검 통과: ${counts} (${ms} ms)`,
    checkFailed: (why: string) =>
      `자가 점검에 실패했습니다: ${why}\n"naru doctor"로 환경을 확인하십시오. 서버는 계속 실행됩니다.`,
    connect:
      "프로그램을 실행할 셸에 아래 내용을 붙여 넣으십시오. 그러면 벤더의 예제가 수정 없이 이 서버에서 실행됩니다.",
    programs: "바로 실행할 수 있는 예제 프로그램을 출력하는 명령:",
    again: (command: string) => `SDK 연결 방법: ${command}`,
    noKey:
      '다른 컴퓨터에서 접속할 수 있는 주소이므로 데모 키를 만들지 않습니다. 아직 키가 없으면 같은 데이터 폴더로 --host 127.0.0.1 에서 한 번 시작한 뒤 "naru keys create 이름"으로 만드십시오.',
    stop: "멈추려면 Ctrl-C를 누르십시오.",
    stopping: "멈추는 중입니다. 실행 중인 작업은 다음 시작 때 이어집니다 …",
  },
  {
    starting: "Starting Naru …",
    ready: (origin: string) => `Naru is running at ${origin}`,
    console: "Console",
    key: "API key",
    keyPlace: (file: string) => `also in ${file}`,
    data: "Data",
    inMemory: "in memory (gone when it stops)",
    checking: "Self-check: a Bell job through IonQ's API …",
    checked: (counts: string, ms: number) => `Self-check passed: ${counts} (${ms} ms)`,
    checkFailed: (why: string) =>
      `Self-check failed: ${why}\n"naru doctor" looks at this machine. The service keeps running.`,
    connect: "Paste this into the shell of your programs, and the vendors' own examples run here as they are:",
    programs: "Each of these prints a whole program to start with:",
    again: (command: string) => `How to connect an SDK: ${command}`,
    noKey:
      'No demo key is made, as other machines can reach this address. If there is no key yet, start once at --host 127.0.0.1 with the same data folder, and make keys there with "naru keys create NAME".',
    stop: "Press Ctrl-C to stop.",
    stopping: "Stopping. Running jobs continue at the next start …",
  },
);

/** Why a service did not start, and what to do. */
export const startFailureText = bilingual(
  {
    portInUse: (host: string, port: number) =>
      `${host}:${port} 은(는) 이미 사용 중입니다. Naru가 이미 실행 중일 수 있습니다("naru backends"로 확인). 다른 포트를 쓰려면 --port ${port + 1} 또는 NARU_PORT=${port + 1} 을 지정하십시오.`,
    portRefused: (host: string, port: number) =>
      `${host}:${port} 을(를) 열 권한이 없습니다. 1024보다 큰 포트를 --port 로 지정하십시오.`,
    hostUnknown: (host: string) => `${host} 은(는) 이 컴퓨터의 주소가 아닙니다. --host 127.0.0.1 을 쓰십시오.`,
    dataNotWritable: (folder: string) =>
      `데이터 폴더 ${folder} 에 쓸 수 없습니다. 권한을 고치거나 --data DIR(또는 NARU_DATA)로 쓸 수 있는 폴더를 지정하십시오.`,
    remoteRefused: (host: string, isEncrypted: boolean) =>
      `${host} 은(는) 다른 컴퓨터에서 접속할 수 있는 주소입니다. 의도한 설정이라면 --allow-remote 를 함께 지정하십시오. ${isEncrypted ? "" : "통신이 암호화되지 않으므로 --tls-cert 와 --tls-key 를 함께 지정하거나, 127.0.0.1 에서만 접속을 받고 앞단 TLS 프록시의 주소를 --public-url 로 지정하십시오. "}데모 키는 만들지 않습니다.`,
  },
  {
    portInUse: (host: string, port: number) =>
      `${host}:${port} is in use. Naru may be running already ("naru backends" tells). To use another port: --port ${port + 1}, or NARU_PORT=${port + 1}.`,
    portRefused: (host: string, port: number) =>
      `No permission to listen on ${host}:${port}. Choose a port above 1024 with --port.`,
    hostUnknown: (host: string) => `${host} is not an address of this machine. Use --host 127.0.0.1.`,
    dataNotWritable: (folder: string) =>
      `The data folder ${folder} cannot be written. Mend its permissions, or choose another with --data DIR (or NARU_DATA).`,
    remoteRefused: (host: string, isEncrypted: boolean) =>
      `${host} can be reached from other machines. If that is what you want, add --allow-remote. ${isEncrypted ? "" : "Traffic is not encrypted: add --tls-cert and --tls-key, or stay at 127.0.0.1 behind a TLS proxy and name its address with --public-url. "}No demo key is made.`,
  },
);
