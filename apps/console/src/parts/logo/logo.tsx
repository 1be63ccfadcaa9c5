import "./logo.css";

/** The mark of Naru: a ferry carrying one qubit across. Decorative; the name stands beside it. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
      <circle className="logo-rider" cx="16" cy="8.5" r="4.5" />
      <path className="logo-hull" d="M4 16h24c-1.2 5-5.2 7.5-12 7.5S5.2 21 4 16z" />
      <path className="logo-water" d="M3 28c3.2-2.4 5.4-2.4 8.7 0s5.4 2.4 8.6 0 5.4-2.4 8.7 0" />
    </svg>
  );
}
