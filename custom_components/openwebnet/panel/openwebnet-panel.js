var J=globalThis,Q=J.ShadowRoot&&(J.ShadyCSS===void 0||J.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,ve=Symbol(),Ve=new WeakMap,W=class{constructor(e,t,s){if(this._$cssResult$=!0,s!==ve)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,t=this.t;if(Q&&e===void 0){let s=t!==void 0&&t.length===1;s&&(e=Ve.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&Ve.set(t,e))}return e}toString(){return this.cssText}},Ge=a=>new W(typeof a=="string"?a:a+"",void 0,ve),v=(a,...e)=>{let t=a.length===1?a[0]:e.reduce((s,n,i)=>s+(r=>{if(r._$cssResult$===!0)return r.cssText;if(typeof r=="number")return r;throw Error("Value passed to 'css' function must be a 'css' function result: "+r+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+a[i+1],a[0]);return new W(t,a,ve)},Ke=(a,e)=>{if(Q)a.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(let t of e){let s=document.createElement("style"),n=J.litNonce;n!==void 0&&s.setAttribute("nonce",n),s.textContent=t.cssText,a.appendChild(s)}},we=Q?a=>a:a=>a instanceof CSSStyleSheet?(e=>{let t="";for(let s of e.cssRules)t+=s.cssText;return Ge(t)})(a):a;var{is:At,defineProperty:Tt,getOwnPropertyDescriptor:St,getOwnPropertyNames:Rt,getOwnPropertySymbols:Ct,getPrototypeOf:Ot}=Object,X=globalThis,qe=X.trustedTypes,Pt=qe?qe.emptyScript:"",Bt=X.reactiveElementPolyfillSupport,V=(a,e)=>a,xe={toAttribute(a,e){switch(e){case Boolean:a=a?Pt:null;break;case Object:case Array:a=a==null?a:JSON.stringify(a)}return a},fromAttribute(a,e){let t=a;switch(e){case Boolean:t=a!==null;break;case Number:t=a===null?null:Number(a);break;case Object:case Array:try{t=JSON.parse(a)}catch{t=null}}return t}},Ze=(a,e)=>!At(a,e),Ye={attribute:!0,type:String,converter:xe,reflect:!1,useDefault:!1,hasChanged:Ze};Symbol.metadata??=Symbol("metadata"),X.litPropertyMetadata??=new WeakMap;var E=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=Ye){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let s=Symbol(),n=this.getPropertyDescriptor(e,s,t);n!==void 0&&Tt(this.prototype,e,n)}}static getPropertyDescriptor(e,t,s){let{get:n,set:i}=St(this.prototype,e)??{get(){return this[t]},set(r){this[t]=r}};return{get:n,set(r){let l=n?.call(this);i?.call(this,r),this.requestUpdate(e,l,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??Ye}static _$Ei(){if(this.hasOwnProperty(V("elementProperties")))return;let e=Ot(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(V("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(V("properties"))){let t=this.properties,s=[...Rt(t),...Ct(t)];for(let n of s)this.createProperty(n,t[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[s,n]of t)this.elementProperties.set(s,n)}this._$Eh=new Map;for(let[t,s]of this.elementProperties){let n=this._$Eu(t,s);n!==void 0&&this._$Eh.set(n,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let s=new Set(e.flat(1/0).reverse());for(let n of s)t.unshift(we(n))}else e!==void 0&&t.push(we(e));return t}static _$Eu(e,t){let s=t.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let s of t.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return Ke(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,s){this._$AK(e,s)}_$ET(e,t){let s=this.constructor.elementProperties.get(e),n=this.constructor._$Eu(e,s);if(n!==void 0&&s.reflect===!0){let i=(s.converter?.toAttribute!==void 0?s.converter:xe).toAttribute(t,s.type);this._$Em=e,i==null?this.removeAttribute(n):this.setAttribute(n,i),this._$Em=null}}_$AK(e,t){let s=this.constructor,n=s._$Eh.get(e);if(n!==void 0&&this._$Em!==n){let i=s.getPropertyOptions(n),r=typeof i.converter=="function"?{fromAttribute:i.converter}:i.converter?.fromAttribute!==void 0?i.converter:xe;this._$Em=n;let l=r.fromAttribute(t,i.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(e,t,s,n=!1,i){if(e!==void 0){let r=this.constructor;if(n===!1&&(i=this[e]),s??=r.getPropertyOptions(e),!((s.hasChanged??Ze)(i,t)||s.useDefault&&s.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(r._$Eu(e,s))))return;this.C(e,t,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:s,reflect:n,wrapped:i},r){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,r??t??this[e]),i!==!0||r!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(t=void 0),this._$AL.set(e,t)),n===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[n,i]of this._$Ep)this[n]=i;this._$Ep=void 0}let s=this.constructor.elementProperties;if(s.size>0)for(let[n,i]of s){let{wrapped:r}=i,l=this[n];r!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,i,l)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(t)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};E.elementStyles=[],E.shadowRootOptions={mode:"open"},E[V("elementProperties")]=new Map,E[V("finalized")]=new Map,Bt?.({ReactiveElement:E}),(X.reactiveElementVersions??=[]).push("2.1.2");var ke=globalThis,Je=a=>a,ee=ke.trustedTypes,Qe=ee?ee.createPolicy("lit-html",{createHTML:a=>a}):void 0,Ee="$lit$",A=`lit$${Math.random().toFixed(9).slice(2)}$`,Ae="?"+A,Mt=`<${Ae}>`,j=document,K=()=>j.createComment(""),q=a=>a===null||typeof a!="object"&&typeof a!="function",Te=Array.isArray,it=a=>Te(a)||typeof a?.[Symbol.iterator]=="function",_e=`[ 	
\f\r]`,G=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Xe=/-->/g,et=/>/g,B=RegExp(`>|${_e}(?:([^\\s"'>=/]+)(${_e}*=${_e}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),tt=/'/g,st=/"/g,at=/^(?:script|style|textarea|title)$/i,Se=a=>(e,...t)=>({_$litType$:a,strings:e,values:t}),o=Se(1),ys=Se(2),bs=Se(3),w=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),nt=new WeakMap,M=j.createTreeWalker(j,129);function rt(a,e){if(!Te(a)||!a.hasOwnProperty("raw"))throw Error("invalid template strings array");return Qe!==void 0?Qe.createHTML(e):e}var ot=(a,e)=>{let t=a.length-1,s=[],n,i=e===2?"<svg>":e===3?"<math>":"",r=G;for(let l=0;l<t;l++){let d=a[l],p,y,h=-1,g=0;for(;g<d.length&&(r.lastIndex=g,y=r.exec(d),y!==null);)g=r.lastIndex,r===G?y[1]==="!--"?r=Xe:y[1]!==void 0?r=et:y[2]!==void 0?(at.test(y[2])&&(n=RegExp("</"+y[2],"g")),r=B):y[3]!==void 0&&(r=B):r===B?y[0]===">"?(r=n??G,h=-1):y[1]===void 0?h=-2:(h=r.lastIndex-y[2].length,p=y[1],r=y[3]===void 0?B:y[3]==='"'?st:tt):r===st||r===tt?r=B:r===Xe||r===et?r=G:(r=B,n=void 0);let m=r===B&&a[l+1].startsWith("/>")?" ":"";i+=r===G?d+Mt:h>=0?(s.push(p),d.slice(0,h)+Ee+d.slice(h)+A+m):d+A+(h===-2?l:m)}return[rt(a,i+(a[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]},Y=class a{constructor({strings:e,_$litType$:t},s){let n;this.parts=[];let i=0,r=0,l=e.length-1,d=this.parts,[p,y]=ot(e,t);if(this.el=a.createElement(p,s),M.currentNode=this.el.content,t===2||t===3){let h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(n=M.nextNode())!==null&&d.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(let h of n.getAttributeNames())if(h.endsWith(Ee)){let g=y[r++],m=n.getAttribute(h).split(A),b=/([.?@])?(.*)/.exec(g);d.push({type:1,index:i,name:b[2],strings:m,ctor:b[1]==="."?se:b[1]==="?"?ne:b[1]==="@"?ie:D}),n.removeAttribute(h)}else h.startsWith(A)&&(d.push({type:6,index:i}),n.removeAttribute(h));if(at.test(n.tagName)){let h=n.textContent.split(A),g=h.length-1;if(g>0){n.textContent=ee?ee.emptyScript:"";for(let m=0;m<g;m++)n.append(h[m],K()),M.nextNode(),d.push({type:2,index:++i});n.append(h[g],K())}}}else if(n.nodeType===8)if(n.data===Ae)d.push({type:2,index:i});else{let h=-1;for(;(h=n.data.indexOf(A,h+1))!==-1;)d.push({type:7,index:i}),h+=A.length-1}i++}}static createElement(e,t){let s=j.createElement("template");return s.innerHTML=e,s}};function L(a,e,t=a,s){if(e===w)return e;let n=s!==void 0?t._$Co?.[s]:t._$Cl,i=q(e)?void 0:e._$litDirective$;return n?.constructor!==i&&(n?._$AO?.(!1),i===void 0?n=void 0:(n=new i(a),n._$AT(a,t,s)),s!==void 0?(t._$Co??=[])[s]=n:t._$Cl=n),n!==void 0&&(e=L(a,n._$AS(a,e.values),n,s)),e}var te=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:s}=this._$AD,n=(e?.creationScope??j).importNode(t,!0);M.currentNode=n;let i=M.nextNode(),r=0,l=0,d=s[0];for(;d!==void 0;){if(r===d.index){let p;d.type===2?p=new H(i,i.nextSibling,this,e):d.type===1?p=new d.ctor(i,d.name,d.strings,this,e):d.type===6&&(p=new ae(i,this,e)),this._$AV.push(p),d=s[++l]}r!==d?.index&&(i=M.nextNode(),r++)}return M.currentNode=j,n}p(e){let t=0;for(let s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,t),t+=s.strings.length-2):s._$AI(e[t])),t++}},H=class a{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,s,n){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=s,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=L(this,e,t),q(e)?e===c||e==null||e===""?(this._$AH!==c&&this._$AR(),this._$AH=c):e!==this._$AH&&e!==w&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):it(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==c&&q(this._$AH)?this._$AA.nextSibling.data=e:this.T(j.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:s}=e,n=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=Y.createElement(rt(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===n)this._$AH.p(t);else{let i=new te(n,this),r=i.u(this.options);i.p(t),this.T(r),this._$AH=i}}_$AC(e){let t=nt.get(e.strings);return t===void 0&&nt.set(e.strings,t=new Y(e)),t}k(e){Te(this._$AH)||(this._$AH=[],this._$AR());let t=this._$AH,s,n=0;for(let i of e)n===t.length?t.push(s=new a(this.O(K()),this.O(K()),this,this.options)):s=t[n],s._$AI(i),n++;n<t.length&&(this._$AR(s&&s._$AB.nextSibling,n),t.length=n)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let s=Je(e).nextSibling;Je(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},D=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,s,n,i){this.type=1,this._$AH=c,this._$AN=void 0,this.element=e,this.name=t,this._$AM=n,this.options=i,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=c}_$AI(e,t=this,s,n){let i=this.strings,r=!1;if(i===void 0)e=L(this,e,t,0),r=!q(e)||e!==this._$AH&&e!==w,r&&(this._$AH=e);else{let l=e,d,p;for(e=i[0],d=0;d<i.length-1;d++)p=L(this,l[s+d],t,d),p===w&&(p=this._$AH[d]),r||=!q(p)||p!==this._$AH[d],p===c?e=c:e!==c&&(e+=(p??"")+i[d+1]),this._$AH[d]=p}r&&!n&&this.j(e)}j(e){e===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}},se=class extends D{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===c?void 0:e}},ne=class extends D{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==c)}},ie=class extends D{constructor(e,t,s,n,i){super(e,t,s,n,i),this.type=5}_$AI(e,t=this){if((e=L(this,e,t,0)??c)===w)return;let s=this._$AH,n=e===c&&s!==c||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,i=e!==c&&(s===c||n);n&&this.element.removeEventListener(this.name,this,s),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},ae=class{constructor(e,t,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){L(this,e)}},dt={M:Ee,P:A,A:Ae,C:1,L:ot,R:te,D:it,V:L,I:H,H:D,N:ne,U:ie,B:se,F:ae},jt=ke.litHtmlPolyfillSupport;jt?.(Y,H),(ke.litHtmlVersions??=[]).push("3.3.3");var lt=(a,e,t)=>{let s=t?.renderBefore??e,n=s._$litPart$;if(n===void 0){let i=t?.renderBefore??null;s._$litPart$=n=new H(e.insertBefore(K(),i),i,void 0,t??{})}return n._$AI(a),n};var Re=globalThis,f=class extends E{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=lt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return w}};f._$litElement$=!0,f.finalized=!0,Re.litElementHydrateSupport?.({LitElement:f});var Lt=Re.litElementPolyfillSupport;Lt?.({LitElement:f});(Re.litElementVersions??=[]).push("4.2.2");var re=class{constructor(e){this.changed=e;this.frames=[];this.lost=0;this.isPaused=!1;this.heard=new Map;this.feed=0}start(e){this.end??=e.connection.subscribeMessage(t=>this.take(e,t),{type:"openwebnet/subscribe"}),this.end.catch(t=>{this.error=Dt(t),this.changed()})}stop(){this.end?.then(e=>e()).catch(()=>{}),this.end=void 0,this.feed=0}object(e,t){return this.objects??=new Map(this.plant?.objects.map(s=>[`${s.entry_id} ${s.key}`,s])),t===void 0?void 0:this.objects.get(`${e} ${t}`)}clear(){this.frames=[],this.lost=0,this.changed()}take(e,t){if(t.feed!==this.feed&&(this.feed=t.feed,this.frames=[]),t.plant!==void 0&&(this.plant=t.plant,this.objects=void 0),t.frames!==void 0&&this.add(t.frames),t.outcomes!==void 0){let s=new Map(t.outcomes.map(n=>[n.n,n]));this.frames=this.frames.map(n=>{let i=s.get(n.n);return i===void 0?n:{...n,...i}})}this.lost+=t.lost??0,this.changed(),e.callWS({type:"openwebnet/acknowledge",subscription:t.feed,seq:t.seq}).catch(()=>{})}add(e){for(let s of e){if(s.way==="sent"||s.key===void 0||s.by===void 0)continue;let n=`${s.entry_id} ${s.key}`;this.heard.set(n,{at:s.at*1e3,count:(this.heard.get(n)?.count??0)+1}),s.by==="bus"&&(this.last={entry_id:s.entry_id,key:s.key,at:s.at})}let t=[...this.frames,...e];this.frames=t.slice(-(this.isPaused?2e4:1e3))}};function Dt(a){return typeof a=="object"&&a!==null&&"message"in a?String(a.message):String(a)}var ct={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},oe=a=>(...e)=>({_$litDirective$:a,values:e}),I=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,s){this._$Ct=e,this._$AM=t,this._$Ci=s}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};var Ht={},U=oe(class extends I{constructor(){super(...arguments),this.ot=Ht}render(a,e){return e()}update(a,[e,t]){if(Array.isArray(e)){if(Array.isArray(this.ot)&&this.ot.length===e.length&&e.every((s,n)=>s===this.ot[n]))return w}else if(this.ot===e)return w;return this.ot=Array.isArray(e)?Array.from(e):e,this.render(e,t)}});var{I:It}=dt,pt=a=>a;var ht=()=>document.createComment(""),N=(a,e,t)=>{let s=a._$AA.parentNode,n=e===void 0?a._$AB:e._$AA;if(t===void 0){let i=s.insertBefore(ht(),n),r=s.insertBefore(ht(),n);t=new It(i,r,a,a.options)}else{let i=t._$AB.nextSibling,r=t._$AM,l=r!==a;if(l){let d;t._$AQ?.(a),t._$AM=a,t._$AP!==void 0&&(d=a._$AU)!==r._$AU&&t._$AP(d)}if(i!==n||l){let d=t._$AA;for(;d!==i;){let p=pt(d).nextSibling;pt(s).insertBefore(d,n),d=p}}}return t},T=(a,e,t=a)=>(a._$AI(e,t),a),Ut={},ut=(a,e=Ut)=>a._$AH=e,mt=a=>a._$AH,de=a=>{a._$AR(),a._$AA.remove()};var gt=(a,e,t)=>{let s=new Map;for(let n=e;n<=t;n++)s.set(a[n],n);return s},S=oe(class extends I{constructor(a){if(super(a),a.type!==ct.CHILD)throw Error("repeat() can only be used in text expressions")}dt(a,e,t){let s;t===void 0?t=e:e!==void 0&&(s=e);let n=[],i=[],r=0;for(let l of a)n[r]=s?s(l,r):r,i[r]=t(l,r),r++;return{values:i,keys:n}}render(a,e,t){return this.dt(a,e,t).values}update(a,[e,t,s]){let n=mt(a),{values:i,keys:r}=this.dt(e,t,s);if(!Array.isArray(n))return this.ut=r,i;let l=this.ut??=[],d=[],p,y,h=0,g=n.length-1,m=0,b=i.length-1;for(;h<=g&&m<=b;)if(n[h]===null)h++;else if(n[g]===null)g--;else if(l[h]===r[m])d[m]=T(n[h],i[m]),h++,m++;else if(l[g]===r[b])d[b]=T(n[g],i[b]),g--,b--;else if(l[h]===r[b])d[b]=T(n[h],i[b]),N(a,d[b+1],n[h]),h++,b--;else if(l[g]===r[m])d[m]=T(n[g],i[m]),N(a,n[h],n[g]),g--,m++;else if(p===void 0&&(p=gt(r,m,b),y=gt(l,h,g)),p.has(l[h]))if(p.has(l[g])){let k=y.get(r[m]),be=k!==void 0?n[k]:null;if(be===null){let We=N(a,n[h]);T(We,i[m]),d[m]=We}else d[m]=T(be,i[m]),N(a,n[h],be),n[k]=null;m++}else de(n[g]),g--;else de(n[h]),h++;for(;m<=b;){let k=N(a,d[b+1]);T(k,i[m]),d[m++]=k}for(;h<=g;){let k=n[h++];k!==null&&de(k)}return this.ut=r,ut(a,d),w}});var $=v`
  :host {
    --text: var(--primary-text-color, #212121);
    --faint: var(--secondary-text-color, #727272);
    --ground: var(--primary-background-color, #fafafa);
    --card: var(--card-background-color, #fff);
    --line: var(--divider-color, rgba(127, 127, 127, 0.3));
    --accent: var(--primary-color, #03a9f4);
    --on-accent: var(--text-primary-color, #fff);
    --bad: var(--error-color, #db4437);
    --warn: var(--warning-color, #ffa600);
    --good: var(--success-color, #43a047);
    --pad: 20px;
    color: var(--text);
    font-family: var(--ha-font-family-body, Roboto, Noto, sans-serif);
    font-size: 14px;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  h2 {
    font-size: 18px;
    font-weight: 500;
    margin: 0;
  }
  h3 {
    font-size: 15px;
    font-weight: 500;
    margin: 16px 0 8px;
  }
  p {
    margin: 8px 0;
  }
  button,
  input,
  select,
  textarea {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 8px;
    color: inherit;
    font: inherit;
    min-height: 36px;
    padding: 4px 10px;
  }
  button {
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 12%, var(--card));
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.main:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 85%, #000);
  }
  button.plain {
    background: none;
    border-color: transparent;
    color: var(--accent);
  }
  button.danger {
    color: var(--bad);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  input[type="checkbox"] {
    accent-color: var(--accent);
    height: 18px;
    min-height: 0;
    width: 18px;
  }
  .bar {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block: 8px;
  }
  .bar .grow {
    flex: 1 1 200px;
    min-width: 0;
  }
  .card {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 12px;
    overflow: hidden;
  }
  .padded {
    padding: 16px;
  }
  .note {
    color: var(--faint);
  }
  .empty {
    color: var(--faint);
    padding: 32px 16px;
    text-align: center;
  }
  .problem {
    background: color-mix(in srgb, var(--bad) 14%, var(--card));
    border-inline-start: 4px solid var(--bad);
    border-radius: 8px;
    margin-block: 8px;
    padding: 8px 12px;
  }
  .notice {
    background: color-mix(in srgb, var(--warn) 16%, var(--card));
    border-inline-start: 4px solid var(--warn);
    border-radius: 8px;
    margin-block: 8px;
    padding: 8px 12px;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th {
    color: var(--faint);
    font-size: 12px;
    font-weight: 500;
    padding: 8px;
    text-align: start;
    white-space: nowrap;
  }
  td {
    border-top: 1px solid var(--line);
    padding: 4px 8px;
    vertical-align: middle;
  }
  .scroll {
    overflow-x: auto;
  }
  .tag {
    border-radius: 10px;
    display: inline-block;
    font-size: 12px;
    padding: 1px 8px;
    white-space: nowrap;
  }
  .tag.bad {
    background: color-mix(in srgb, var(--bad) 18%, transparent);
    color: color-mix(in srgb, var(--bad) 80%, var(--text));
  }
  .tag.warn {
    background: color-mix(in srgb, var(--warn) 22%, transparent);
  }
  .tag.good {
    background: color-mix(in srgb, var(--good) 20%, transparent);
  }
  .tag.calm {
    background: color-mix(in srgb, var(--faint) 16%, transparent);
  }
  .mono {
    font-family: var(--ha-font-family-code, ui-monospace, monospace);
    font-size: 13px;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  dialog {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 16px;
    color: var(--text);
    max-height: 92vh;
    max-width: min(960px, 96vw);
    overflow: auto;
    padding: var(--pad);
    width: 100%;
  }
  dialog input,
  dialog select,
  dialog textarea {
    max-width: 100%;
  }
  .foot {
    background: var(--card);
    border-top: 1px solid var(--line);
    bottom: calc(-1 * var(--pad));
    margin: 8px calc(-1 * var(--pad)) calc(-1 * var(--pad));
    padding: 12px var(--pad);
    position: sticky;
    z-index: 1;
  }
  dialog::backdrop {
    background: rgba(0, 0, 0, 0.5);
  }
  .head {
    align-items: center;
    display: flex;
    gap: 8px;
    justify-content: space-between;
  }
  .label {
    color: var(--faint);
    display: block;
    font-size: 12px;
  }
  .preview td {
    overflow-wrap: anywhere;
  }
  .preview .old {
    color: var(--faint);
  }
  .preview tr.off td {
    opacity: 0.6;
  }
  @media (max-width: 600px) {
    :host {
      --pad: 12px;
    }
    .preview,
    .preview tbody {
      display: block;
    }
    .preview thead {
      clip-path: inset(50%);
      height: 1px;
      overflow: hidden;
      position: absolute;
    }
    .preview tr {
      align-items: center;
      border-top: 1px solid var(--line);
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      padding: 8px 0;
    }
    .preview td {
      border: none;
      max-width: 100%;
      min-width: 0;
      padding: 0;
    }
    .preview td.wide {
      flex-basis: 100%;
    }
    .preview td:empty {
      display: none;
    }
  }
  .hidden {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }
`;var Nt=2e3,Ce=class extends f{constructor(){super();this.timer=0;this.known=new Map}static{this.properties={page:{attribute:!1},known:{state:!0}}}static{this.styles=[$,v`
      dl {
        display: grid;
        gap: 12px 24px;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        margin: 12px 0;
      }
      dt {
        color: var(--faint);
        font-size: 12px;
      }
      dd {
        font-size: 16px;
        margin: 0;
      }
      .card {
        margin-block: 12px;
      }
    `]}connectedCallback(){super.connectedCallback(),this.timer=window.setInterval(()=>{this.ask()},Nt)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.timer)}firstUpdated(){this.ask()}async ask(){let t=new Map;for(let s of this.page.gateways)if(s.is_loaded)try{t.set(s.entry_id,await this.page.call("gateway",{entry_id:s.entry_id}))}catch{}this.known=t}render(){return o`${this.page.gateways.map(t=>this.renderGateway(t))}`}renderGateway(t){let{page:s}=this,n=this.known.get(t.entry_id);return o`<section class="card padded" aria-label=${t.title}>
      <h2>${t.title} <span class="note">${t.model??""} ${t.firmware??""}</span></h2>
      ${n===void 0?o`<p class="note">${s.t(t.is_loaded?"page.loading":"page.away",{name:t.title})}</p>`:this.renderStatus(n)}
    </section>`}renderStatus(t){let{page:s}=this,{formats:n}=s.texts,i=l=>`${n.number(Math.round(l*1e3))} ms`,r=[["state",s.t(`state.${t.state}`)],["event_session",s.t(t.event_session?"sessions.open":"sessions.closed")],["command_sessions",s.t("sessions.of",{open:t.command_sessions,most:t.most_sessions,busy:t.busy_sessions})],["waiting",n.number(t.waiting)],["answer_time",t.answer_time===null?"–":i(t.answer_time)],["gap",i(t.gap)],["reconnections",n.number(t.reconnections)],["received",n.number((t.counts.event??0)+(t.counts.answer??0))],["sent",n.number(t.counts.sent??0)]];return o`
      <dl>
        ${r.map(([l,d])=>o`<div>
            <dt>${s.t(`sessions.${l}`)}</dt>
            <dd class="number">${d}</dd>
          </div>`)}
      </dl>
      <h3>${s.t("sessions.history")}</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>${s.t("monitor.time")}</th>
              <th>${s.t("sessions.state")}</th>
              <th>${s.t("sessions.problem")}</th>
            </tr>
          </thead>
          <tbody>
            ${t.history.toReversed().map(l=>o`<tr>
                <td class="number">${s.texts.when(l.at)}</td>
                <td>${s.t(`state.${l.state}`)}</td>
                <td>${l.problem===null?"":s.t(`problem.${l.problem}`)}</td>
              </tr>`)}
          </tbody>
        </table>
      </div>
    `}};customElements.define("openwebnet-gateways",Ce);var Ft=/^\d{4}-\d\d-\d\dT\d\d:/,zt={light:"mdi:lightbulb-outline",switch:"mdi:toggle-switch-outline",outlet:"mdi:power-socket-eu",fan:"mdi:fan",light_group:"mdi:lightbulb-group-outline",light_area:"mdi:lightbulb-group-outline",light_all:"mdi:lightbulb-group",motion_sensor:"mdi:motion-sensor",light_sensor:"mdi:brightness-5",cover:"mdi:window-shutter",cover_group:"mdi:window-shutter-settings",cover_area:"mdi:window-shutter-settings",cover_all:"mdi:window-shutter-settings",zone:"mdi:thermostat",central_unit:"mdi:home-thermometer-outline",central_unit_4:"mdi:home-thermometer-outline",probe:"mdi:thermometer",temperature_sensor:"mdi:thermometer",auxiliary:"mdi:electric-switch",light_management:"mdi:brightness-auto",contact:"mdi:electric-switch",cen:"mdi:gesture-tap-button",cen_plus:"mdi:gesture-tap-button",scene:"mdi:palette-outline",scenario_module:"mdi:palette-outline",meter:"mdi:meter-electric-outline",energy_actuator:"mdi:flash-outline",stop_and_go:"mdi:electric-switch-closed",load:"mdi:flash-outline",load_control:"mdi:flash-auto",alarm:"mdi:shield-home-outline",alarm_zone:"mdi:shield-outline",sound_zone:"mdi:speaker",door_station:"mdi:doorbell-video"},Wt=4e3,le=class{constructor(e,t,s,n,i,r,l){this.hass=e;this.texts=t;this.feed=s;this.undo=n;this.plant=i;this.narrow=r;this.showError=l}t(e,t){return this.texts.t(e,t)}get gateways(){return this.plant.gateways}gateway(e){return this.gateways.find(t=>t.entry_id===e)}get areas(){return Object.values(this.hass.areas).filter(t=>t!==void 0).sort((t,s)=>t.name.localeCompare(s.name))}device(e){return e.device_id===null?void 0:this.hass.devices[e.device_id]}name(e){let t=this.device(e);return t?.name_by_user??t?.name??this.texts.defaultName(e)}isNamed(e){return!!this.device(e)?.name_by_user}isCalled(e,t){return this.device(e)?.identifiers.some(([s,n])=>s==="openwebnet"&&n===t)===!0}gatewayOf(e){return this.gateways.length>1?this.gateway(e.entry_id)?.title??"":""}room(e){let t=this.device(e)?.area_id;return t&&this.hass.areas[t]?.name||""}kind(e){return e.used_as!==null&&e.used_as!=="light"?e.used_as:e.kind}state(e){let t=e.entity_id===null?void 0:this.hass.states[e.entity_id];return t===void 0?"":Ft.test(t.state)?this.texts.when(Date.parse(t.state)/1e3):this.hass.formatEntityState?.(t)??t.state}heard(e){let t=this.feed.heard.get(`${e.entry_id} ${e.key}`),s=e.heard===null?void 0:e.heard;return t===void 0?s:Math.max(t.at/1e3,s??0)}shine(e){let t=this.feed.heard.get(`${e.entry_id} ${e.key}`);return t===void 0||Date.now()-t.at>Wt?"":`heard heard${t.count%2}`}shown(e){let t=this.device(e),s=e.entity_id===null?void 0:this.hass.states[e.entity_id];return[e,t,this.room(e),this.gatewayOf(e),s,this.heard(e),this.shine(e),this.texts]}subject(e){let t=this.feed.object(e.entry_id,e.key);return t===void 0?this.texts.place(e):`${this.name(t)} (${t.address})`}icon(e){let t=zt[e];return t===void 0||customElements.get("ha-icon")===void 0?c:o`<ha-icon .icon=${t} aria-hidden="true"></ha-icon>`}async attempt(e){try{return await e(),this.showError(void 0),!0}catch(t){return this.showError(this.texts.error(t)),!1}}call(e,t){let{entry_id:s,...n}=t,i=s===void 0?{}:{config_entry_id:s};return this.hass.callWS({type:`openwebnet/${e}`,...i,...n})}async rename(e,t){await this.updateDevice(e,{name_by_user:t.trim()||null})}async place(e,t){await this.updateDevice(e,{area_id:t})}async updateDevice(e,t){if(e.device_id===null)throw new Error(this.t("plant.no_device"));await this.hass.callWS({type:"config/device_registry/update",device_id:e.device_id,...t})}async areaOf(e){let t=e.trim();if(t==="")return null;let s=this.areas.find(i=>i.name.toLowerCase()===t.toLowerCase());return s!==void 0?s.area_id:(await this.hass.callWS({type:"config/area_registry/create",name:t})).area_id}};function F(a,e){return e===""||e===a?a:o`<span class="old">${a||"–"}</span> → <strong>${e}</strong>`}function Z(a,e){let t=new Map;for(let s of a){let n=e(s),i=t.get(n);i===void 0?t.set(n,[s]):i.push(s)}return t}function u(a){return a.target.value}function x(a){return a.target.checked}function ce(a,e,t){let s=document.createElement("a");s.href=URL.createObjectURL(new Blob([e],{type:t})),s.download=a,s.click(),setTimeout(()=>URL.revokeObjectURL(s.href),1e4)}async function ft(a){let e=navigator.clipboard;if(e!==void 0){await e.writeText(a);return}let t=document.createElement("textarea");t.value=a,document.body.append(t),t.select(),document.execCommand("copy"),t.remove()}var Oe=class extends f{static{this.properties={page:{attribute:!1},text:{state:!0},entry:{state:!0},described:{state:!0},answer:{state:!0},failure:{state:!0},isBusy:{state:!0}}}static{this.styles=[$]}constructor(){super(),this.text=this.entry="",this.isBusy=!1}get entryId(){return this.entry||(this.page.gateways[0]?.entry_id??"")}async attempt(e){this.isBusy=!0,this.failure=void 0;try{await e()}catch(t){this.failure=this.page.texts.error(t)}this.isBusy=!1}get data(){return{entry_id:this.entryId,frame:this.text.trim()}}async describe(){this.answer=this.described=void 0,this.text.trim()!==""&&await this.attempt(async()=>{this.described=await this.page.call("frame/describe",this.data)})}async send(){await this.attempt(async()=>{this.answer=await this.page.call("frame/send",this.data)}),this.described=void 0}render(){let{page:e,described:t,answer:s}=this;return o`
      <div class="bar">
        ${e.gateways.length<2?c:o`<select aria-label=${e.t("plant.gateway")} @change=${n=>this.entry=u(n)}>
              ${e.gateways.map(n=>o`<option value=${n.entry_id} ?selected=${n.entry_id===this.entryId}>${n.title}</option>`)}
            </select>`}
        <input
          class="mono grow"
          data-field="frame"
          placeholder="*1*1*12##"
          aria-label=${e.t("send.frame")}
          autocomplete="off"
          .value=${this.text}
          @input=${n=>{this.text=u(n),this.described=this.answer=void 0}}
          @keydown=${n=>n.key==="Enter"&&this.describe()}
        />
        <button data-action="describe" ?disabled=${this.isBusy||this.text.trim()===""} @click=${()=>this.describe()}>
          ${e.t("send.describe")}
        </button>
      </div>
      ${this.failure===void 0?c:o`<p class="problem" role="alert">${this.failure}</p>`}
      ${t===void 0?c:o`<div class="notice bar" role="status">
            <span class="grow">
              ${e.t(t.asks?"send.asks":"send.does")}
              <strong>${e.texts.pair(e.subject({...t,entry_id:this.entryId}),e.texts.said(t))}</strong>
            </span>
            <button class="main" data-action="send" ?disabled=${this.isBusy} @click=${()=>this.send()}>${e.t("send.send")}</button>
          </div>`}
      ${s===void 0?c:o`<div class="card padded" role="status" data-answer>
            <span class="tag good">${e.t("send.accepted",{time:Math.round(s.answered*1e3)})}</span>
            ${s.frames.map(n=>o`<br /><span class="mono">${n.frame}</span> ${e.texts.meaning(n.meaning)}`)}
          </div>`}
    `}};customElements.define("openwebnet-send",Oe);var Gt=200,Kt=/^\*#\*[016]##$/,Pe=class extends f{static{this.properties={page:{attribute:!1},view:{state:!0},search:{state:!0},kind:{state:!0},way:{state:!0},subject:{state:!0},entry:{state:!0},paused:{state:!0},copied:{state:!0},rows:{state:!0}}}static{this.styles=[$,v`
      .frames {
        font-size: 14px;
      }
      .row {
        border-top: 1px solid var(--line);
        contain-intrinsic-size: auto 30px;
        content-visibility: auto;
        display: grid;
        gap: 2px 12px;
        grid-template-columns: 112px 130px minmax(0, 1fr) minmax(100px, 190px) 90px;
        padding: 4px 12px;
      }
      .row.sent {
        background: color-mix(in srgb, var(--accent) 7%, transparent);
      }
      .row.answer .sentence {
        color: var(--faint);
      }
      .subject {
        background: none;
        border: none;
        color: inherit;
        font-weight: 500;
        min-height: 0;
        padding: 0;
        text-align: start;
      }
      .subject:hover {
        text-decoration: underline;
      }
      .sentence,
      .raw {
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .raw {
        color: var(--faint);
      }
      .outcome {
        text-align: end;
      }
      .more {
        justify-content: center;
      }
      .row.heading {
        border: none;
        color: var(--faint);
        font-size: 12px;
      }
      @media (max-width: 800px) {
        .row {
          grid-template: "time by outcome" auto "text text text" auto "raw raw raw" auto / auto 1fr auto;
        }
        .time {
          grid-area: time;
        }
        .by {
          grid-area: by;
        }
        .sentence {
          grid-area: text;
        }
        .raw {
          grid-area: raw;
        }
        .outcome {
          grid-area: outcome;
        }
        .row.heading {
          display: none;
        }
      }
    `]}constructor(){super(),this.view="frames",this.search=this.kind=this.way=this.subject=this.entry="",this.copied=!1,this.rows=Gt}disconnectedCallback(){super.disconnectedCallback(),this.resume()}willUpdate(e){e.has("page")&&(this.page.feed.isPaused=this.paused!==void 0)}pause(){this.page.feed.isPaused=!0,this.paused=this.page.feed.frames}resume(){this.page.feed.isPaused=!1,this.page.feed.frames=this.page.feed.frames.slice(-1e3),this.paused=void 0}get shown(){return this.filtered.filter(e=>this.way!==""||!Kt.test(e.frame))}get filtered(){let{page:e}=this,t=this.search.trim().toLowerCase();return(this.paused??e.feed.frames).filter(n=>{let i=e.feed.object(n.entry_id,n.key);return(this.way===""||n.way===this.way)&&(this.entry===""||n.entry_id===this.entry)&&(this.subject===""||`${n.entry_id} ${n.key??""}`===this.subject)&&(this.kind===""||(i===void 0?`who-${n.who??""}`:e.kind(i))===this.kind)&&(t===""||this.sentence(n).toLowerCase().includes(t)||n.frame.includes(t))})}sentence(e){let{page:t}=this;return t.texts.pair(t.subject(e),t.texts.said(e))}render(){let{page:e}=this;return o`
      <div class="bar" role="group" aria-label=${e.t("page.monitor")}>
        ${["frames","gateway"].map(t=>o`<button aria-pressed=${t===this.view} class=${t===this.view?"main":""} @click=${()=>this.view=t}>
            ${e.t(`monitor.view_${t}`)}
          </button>`)}
      </div>
      ${this.view==="gateway"?o`<openwebnet-gateways .page=${e}></openwebnet-gateways>`:this.renderFrames()}
    `}renderFrames(){let{page:e}=this,t=this.shown.reverse(),s=this.paused===void 0?0:e.feed.frames.length-this.paused.length;return o`
      ${this.renderFilters()}
      <div class="bar">
        ${this.paused===void 0?o`<button data-action="pause" @click=${()=>this.pause()}>${e.t("monitor.pause")}</button>`:o`<button class="main" data-action="resume" @click=${()=>this.resume()}>
              ${e.t("monitor.resume",{count:Math.max(s,0)})}
            </button>`}
        <button @click=${()=>this.copyShown(t)}>${e.t(this.copied?"monitor.copied":"monitor.copy")}</button>
        <button data-action="export" @click=${()=>this.export()}>${e.t("monitor.export")}</button>
        <button class="plain" @click=${()=>this.clear()}>${e.t("monitor.clear")}</button>
        <span class="note grow" role="status">${e.t("monitor.count",{count:t.length})}</span>
      </div>
      ${e.feed.lost>0?o`<p class="notice" role="status">${e.t("monitor.lost",{count:e.feed.lost})}</p>`:c}
      <openwebnet-send .page=${e}></openwebnet-send>
      <div class="card frames" role="table" aria-label=${e.t("page.monitor")}>
        <div class="row heading" role="row">
          <span role="columnheader" class="time">${e.t("monitor.time")}</span>
          <span role="columnheader" class="by">${e.t("monitor.by")}</span>
          <span role="columnheader" class="sentence">${e.t("monitor.what")}</span>
          <span role="columnheader" class="raw">${e.t("monitor.raw")}</span>
          <span role="columnheader" class="outcome">${e.t("monitor.outcome")}</span>
        </div>
        ${S(t.slice(0,this.rows),n=>n.n,n=>{let i=e.subject(n);return U([n,i,e.texts],()=>this.renderFrame(n,i))})}
        ${t.length>this.rows?o`<div class="bar more">
              <button @click=${()=>this.rows=1/0}>${e.t("monitor.more",{count:t.length-this.rows})}</button>
            </div>`:c}
        ${t.length===0?o`<p class="empty">${e.t("monitor.empty")}</p>`:c}
      </div>
    `}renderFilters(){let{page:e}=this,t=[...new Set(e.plant.objects.map(l=>e.kind(l)))],s=(l,d,p)=>o`<option value=${l} ?selected=${l===p}>${d}</option>`,[n,i]=this.subject.split(" "),r=n===void 0?void 0:e.feed.object(n,i);return o`<div class="bar">
      <input
        class="grow"
        type="search"
        placeholder=${e.t("monitor.search")}
        aria-label=${e.t("monitor.search")}
        .value=${this.search}
        @input=${l=>this.search=u(l)}
      />
      <select aria-label=${e.t("plant.kind")} @change=${l=>this.kind=u(l)}>
        ${s("",e.t("plant.all_kinds"),this.kind)} ${t.map(l=>s(l,e.texts.kind(l),this.kind))}
      </select>
      <select aria-label=${e.t("monitor.direction")} @change=${l=>this.way=u(l)}>
        ${s("",e.t("monitor.all_directions"),this.way)}
        ${["event","answer","sent"].map(l=>s(l,e.t(`way.${l}`),this.way))}
      </select>
      ${e.gateways.length<2?c:o`<select aria-label=${e.t("plant.gateway")} @change=${l=>this.entry=u(l)}>
            ${s("",e.t("plant.all_gateways"),this.entry)}
            ${e.gateways.map(l=>s(l.entry_id,l.title,this.entry))}
          </select>`}
      ${this.subject===""?c:o`<button @click=${()=>this.subject=""}>${r===void 0?i:e.name(r)} ×</button>`}
    </div>`}renderFrame(e,t){let{page:s}=this,n=()=>this.subject=`${e.entry_id} ${e.key??""}`;return o`<div class="row ${e.way}" role="row" data-frame=${e.frame}>
      <span role="cell" class="time number note">${s.texts.time(e.at)}</span>
      <span role="cell" class="by note">${s.t(e.by===void 0?`way.${e.way}`:`by.${e.by}`)}</span>
      <span role="cell" class="sentence">
        ${s.gatewayOf(e)===""?c:o`<span class="note">${s.gatewayOf(e)} ·</span>`}
        ${e.key===void 0?o`<span>${t}</span>`:o`<button class="subject" title=${s.t("monitor.follow")} @click=${n}>${t}</button>`}${s.texts.colon}${s.texts.said(e)}
      </span>
      <span role="cell" class="raw mono">${e.frame}</span>
      <span role="cell" class="outcome">${this.renderOutcome(e)}</span>
    </div>`}renderOutcome(e){let{outcome:t}=e;if(t===void 0)return c;let s=e.answered===null||e.answered===void 0?"":`${Math.round(e.answered*1e3)} ms`;return t==="confirmed"?o`<span class="number note">${s}</span>`:o`<span class="tag bad">${this.page.t(`outcome.${t}`)}</span>`}clear(){this.resume(),this.page.feed.clear()}async copyShown(e){let t=e.toReversed().map(n=>`${this.page.texts.time(n.at)}	${n.way}	${n.frame}	${this.sentence(n)}`);await this.page.attempt(()=>ft(t.join(`
`)))&&(this.copied=!0,setTimeout(()=>this.copied=!1,2e3))}export(){let e=this.filtered,t=[...new Set(e.map(r=>this.page.gateway(r.entry_id)?.model).filter(Boolean))],s={format:"openwebnet-trace",version:1,...t.length===1?{model:t[0]}:{}},n=e.map(({at:r,way:l,frame:d})=>({time:r,way:l,frame:d})),i=[s,...n].map(r=>JSON.stringify(r)).join(`
`);ce(`openwebnet-${new Date().toISOString().slice(0,19).replaceAll(":","")}.jsonl`,`${i}
`,"application/jsonl")}};customElements.define("openwebnet-monitor",Pe);var qt=["area","point","number"];function $t(a){let{numbers:e}=a;return[e.area!==void 0?0:a.who+1,e.interface??0,...qt.map(s=>e[s]??-1)]}function R(a,e){let[t,s]=[$t(a),$t(e)];for(let[n,i]of t.entries()){let r=i-(s[n]??0);if(r!==0)return r}return a.who-e.who||a.where.localeCompare(e.where)}var Yt=/^a\s*(\d{1,2})(?:\s*\/?\s*pl?\s*(\d{1,2}))?(?:\s*\/?\s*i\s*(\d{1,2}))?$/,Zt=/^(\d{1,2})\/(\d{1,2})$/;function pe(a,e,t,s){let n=s.trim().toLowerCase();if(n==="")return!0;let i=Yt.exec(n)??Zt.exec(n);if(i!==null){let r={area:i[1],point:i[2],interface:i[3]};return Object.entries(r).every(([l,d])=>d===void 0||a.numbers[l]===Number(d))}return/^[\d#]+$/.test(n)?a.where===n||a.label===n||a.where.startsWith(`${n}#`)||a.key===n:[e,t,a.address,a.key].some(r=>r.toLowerCase().includes(n))}function he(a,e,t){return o`<input
    class="grow"
    type="search"
    placeholder=${a.t("plant.search")}
    aria-label=${a.t("plant.search")}
    .value=${e}
    @input=${s=>t(u(s))}
  />`}var Jt=["light","switch","outlet","fan","lock","valve"],Qt=24*3600,Be=class extends f{static{this.properties={page:{attribute:!1},search:{state:!0},drafts:{state:!0},busy:{state:!0}}}static{this.styles=[$,v`
      .heard-now {
        align-items: center;
        background: color-mix(in srgb, var(--warn) 20%, var(--card));
        border-radius: 12px;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block: 8px;
        min-height: 48px;
        padding: 8px 16px;
      }
      li {
        align-items: center;
        border-top: 1px solid var(--line);
        display: grid;
        gap: 8px;
        grid-template-columns: minmax(180px, 1.2fr) minmax(130px, 1fr) minmax(120px, 0.8fr) auto auto;
        padding: 8px 12px;
      }
      li.lately {
        grid-template-columns: minmax(180px, 1.2fr) minmax(130px, 1fr) minmax(120px, 0.8fr) auto;
      }
      li.ignored {
        grid-template-columns: 1fr auto;
      }
      li:first-child {
        border-top: none;
      }
      li.heard0 {
        animation: heard0 4s ease-out;
      }
      li.heard1 {
        animation: heard1 4s ease-out;
      }
      @keyframes heard0 {
        0%,
        20%,
        40% {
          background: color-mix(in srgb, var(--warn) 80%, transparent);
        }
        10%,
        30% {
          background: color-mix(in srgb, var(--warn) 25%, transparent);
        }
      }
      @keyframes heard1 {
        0%,
        20%,
        40% {
          background: color-mix(in srgb, var(--warn) 80%, transparent);
        }
        10%,
        30% {
          background: color-mix(in srgb, var(--warn) 25%, transparent);
        }
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .what {
        align-items: center;
        display: flex;
        gap: 10px;
      }
      .what ha-icon {
        color: var(--faint);
      }
      li input,
      li select {
        min-width: 0;
        width: 100%;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        justify-content: flex-end;
      }
      @media (prefers-reduced-motion: reduce) {
        li.heard {
          animation: none;
          outline: 3px solid var(--warn);
          outline-offset: -3px;
        }
      }
      @media (max-width: 800px) {
        li,
        li.lately {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .what,
        .buttons {
          grid-column: 1 / -1;
        }
      }
    `]}constructor(){super(),this.search="",this.drafts=new Map,this.busy=new Set}draft(e){return this.drafts.get(C(e))??{}}change(e,t){this.drafts=new Map(this.drafts).set(C(e),{...this.draft(e),...t})}render(){let{page:e}=this,t=e.plant.objects.filter(d=>pe(d,e.name(d),e.room(d),this.search)),s=t.filter(d=>d.status==="waiting");s.sort((d,p)=>(e.heard(p)??0)-(e.heard(d)??0)||R(d,p));let n=Date.now()/1e3-Qt,i=t.filter(d=>d.status==="added"&&(e.device(d)?.created_at??0)>n);i.sort((d,p)=>(e.device(p)?.created_at??0)-(e.device(d)?.created_at??0)||R(d,p));let r=t.filter(d=>d.status==="ignored").sort(R),l=e.gateways.some(d=>!d.adds_automatically)?"new.nothing":"new.automatic";return o`
      <datalist id="areas">${e.areas.map(d=>o`<option value=${d.name}></option>`)}</datalist>
      ${this.renderLast()}
      <div class="bar">${he(e,this.search,d=>this.search=d)}</div>
      <h3>${e.t("new.waiting",{count:s.length})}</h3>
      ${s.length===0?o`<p class="card padded note">${e.t(this.search===""?l:"plant.nothing_found")}</p>`:o`<ul class="card">
              ${S(s,C,d=>this.once(d,()=>this.renderWaiting(d)))}
            </ul>
            ${s.length>1?o`<div class="bar"><button @click=${()=>this.addAll(s)}>${e.t("new.add_all",{count:s.length})}</button></div>`:c}`}
      ${i.length===0?c:o`<h3>${e.t("new.lately",{count:i.length})}</h3>
            <ul class="card">
              ${S(i,C,d=>this.once(d,()=>this.renderLately(d)))}
            </ul>`}
      <h3>${e.t("new.ignored",{count:r.length})}</h3>
      ${r.length===0?o`<p class="card padded note">${e.t(this.search===""?"new.none_ignored":"plant.nothing_found")}</p>`:o`<ul class="card">
            ${S(r,C,d=>this.once(d,()=>this.renderIgnored(d)))}
          </ul>`}
    `}renderLast(){let{page:e}=this,t=e.feed.last,s=t===void 0?void 0:e.feed.object(t.entry_id,t.key);return o`<div class="heard-now" role="status" aria-live="polite">
      ${s===void 0?e.t("new.press"):o`<strong>${e.t("new.heard")}</strong> ${e.icon(e.kind(s))}
            <button class="plain" @click=${()=>this.show(s)}>${e.name(s)}</button>
            <span class="note">${s.address}</span>
            <span class="tag calm">${e.t(`new.${s.status}_status`)}</span>
            <span class="note number">${e.texts.when(t?.at??0)}</span>`}
    </div>`}async show(e){this.search="",await this.updateComplete;let s=[...this.renderRoot.querySelectorAll("li[data-key]")].find(n=>n.dataset.key===e.key&&n.dataset.entry===e.entry_id);s?.scrollIntoView({block:"center"}),s?.querySelector("input, button")?.focus()}renderWhat(e){let{page:t}=this,s=t.heard(e);return o`<span class="what">
      ${t.icon(t.kind(e))}
      <span>
        ${t.name(e)}<br />
        <span class="note">
          ${t.texts.kind(t.kind(e))} · ${e.address}
          ${t.gatewayOf(e)===""?c:o` · ${t.gatewayOf(e)}`}
          ${s===void 0?c:o` · ${t.t("new.heard_at",{time:t.texts.when(s)})}`}
        </span>
      </span>
    </span>`}once(e,t){return U([...this.page.shown(e),this.drafts.get(C(e)),this.busy.has(C(e))],t)}rowClass(e,t){return`${t} ${this.page.shine(e)}`}renderWaiting(e){let{page:t}=this,s=this.draft(e),{address:n}=e;return o`<li data-key=${e.key} data-entry=${e.entry_id} class=${this.rowClass(e,"waiting")}>
      ${this.renderWhat(e)}
      <input
        data-field="name"
        placeholder=${t.t("plant.name")}
        aria-label=${t.t("plant.name_of",{address:n})}
        .value=${s.name??""}
        @input=${i=>this.change(e,{name:u(i)})}
        @keydown=${i=>i.key==="Enter"&&this.add(e)}
      />
      <input
        data-field="room"
        list="areas"
        placeholder=${t.t("plant.room")}
        aria-label=${t.t("plant.room_of",{address:n})}
        .value=${s.room??""}
        @input=${i=>this.change(e,{room:u(i)})}
      />
      ${e.used_as===null?o`<span></span>`:o`<select aria-label=${t.t("plant.used_as")} @change=${i=>this.change(e,{use:u(i)})}>
            ${Jt.map(i=>o`<option value=${i} ?selected=${i===(s.use??"light")}>${t.texts.use(i)}</option>`)}
          </select>`}
      <span class="buttons">
        ${this.renderBlink(e)}
        <button @click=${()=>this.ignore(e)}>${t.t("plant.ignore")}</button>
        <button class="main" data-action="add" @click=${()=>this.add(e)}>${t.t("new.add")}</button>
      </span>
    </li>`}renderLately(e){let{page:t}=this,{address:s}=e,n=r=>t.attempt(()=>t.rename(e,u(r))),i=r=>t.attempt(async()=>t.place(e,await t.areaOf(u(r))));return o`<li data-key=${e.key} data-entry=${e.entry_id} class=${this.rowClass(e,"lately")}>
      ${this.renderWhat(e)}
      <input data-field="name" aria-label=${t.t("plant.name_of",{address:s})} .value=${t.name(e)} @change=${n} />
      <input
        data-field="room"
        list="areas"
        placeholder=${t.t("plant.room")}
        aria-label=${t.t("plant.room_of",{address:s})}
        .value=${t.room(e)}
        @change=${i}
      />
      <span class="buttons">
        ${this.renderBlink(e)}
        <button @click=${()=>this.ignore(e)}>${t.t("plant.ignore")}</button>
      </span>
    </li>`}renderIgnored(e){let{page:t}=this,s=()=>t.call("restore",{entry_id:e.entry_id,keys:[e.key]});return o`<li data-key=${e.key} data-entry=${e.entry_id} class=${this.rowClass(e,"ignored")}>
      ${this.renderWhat(e)}
      <span class="buttons"><button data-action="restore" @click=${()=>t.attempt(s)}>${t.t("new.restore")}</button></span>
    </li>`}renderBlink(e){if(!e.can_identify)return c;let t=C(e),s=async()=>{this.busy=new Set(this.busy).add(t),await this.page.attempt(()=>this.page.call("identify",{entry_id:e.entry_id,key:e.key})),this.busy=new Set([...this.busy].filter(n=>n!==t))};return o`<button ?disabled=${this.busy.has(t)} @click=${s}>${this.page.t("new.blink")}</button>`}async addOne(e){let{page:t}=this,{name:s,room:n,use:i}=this.draft(e),r=await t.areaOf(n??"");await t.call("add",{entry_id:e.entry_id,key:e.key,...s?{name:s}:{},...r===null?{}:{area_id:r},...i===void 0||i==="light"?{}:{used_as:i}})}async add(e){await this.page.attempt(()=>this.addOne(e))}async addAll(e){await this.page.attempt(async()=>{for(let t of e)await this.addOne(t)})}async ignore(e){await this.page.attempt(()=>this.page.call("ignore",{entry_id:e.entry_id,keys:[e.key]}))}};function C(a){return`${a.entry_id} ${a.key}`}customElements.define("openwebnet-new",Be);var _=class extends f{connectedCallback(){super.connectedCallback();let e=this.getRootNode();this.opener=e.activeElement instanceof HTMLElement?e.activeElement:void 0}firstUpdated(){this.renderRoot.querySelector("dialog")?.showModal()}disconnectedCallback(){super.disconnectedCallback(),this.opener?.focus()}close(){this.dispatchEvent(new CustomEvent("closed"))}render(){return o`<dialog aria-labelledby="heading" @close=${()=>this.close()}>
      <div class="head">
        <h2 id="heading">${this.heading}</h2>
        <button class="plain" @click=${()=>this.close()}>${this.page.t("page.close")}</button>
      </div>
      ${this.renderContent()}
    </dialog>`}};var Me=class extends _{static{this.properties={page:{attribute:!1},objects:{attribute:!1},source:{state:!0},changes:{state:!0},failure:{state:!0},done:{state:!0}}}static{this.styles=[$]}constructor(){super(),this.source=""}get heading(){return this.page.t("copy.title")}willUpdate(e){this.source===""&&this.objects[0]!==void 0&&(this.source=ue(this.objects[0])),e.has("source")&&this.ask(!0)}get pattern(){return this.objects.find(e=>ue(e)===this.source)}get targets(){let{pattern:e}=this;return this.objects.filter(t=>t!==e&&t.entry_id===e?.entry_id&&t.kind===e.kind)}async ask(e){let{pattern:t,targets:s}=this;if(t===void 0||s.length===0){this.changes=[];return}try{let n={entry_id:t.entry_id,source:t.key,keys:s.map(i=>i.key),preview:e};this.changes=(await this.page.call("copy_settings",n)).changes,this.failure=void 0,e||(this.done=new Set(this.changes.map(i=>i.key)).size)}catch(n){this.failure=this.page.texts.error(n)}}renderContent(){let{page:e}=this,t=this.objects.length-1-this.targets.length;return o`
      ${this.failure===void 0?c:o`<p class="problem" role="alert">${this.failure}</p>`}
      <label class="bar">
        ${e.t("copy.from")}
        <select data-field="source" @change=${s=>this.source=u(s)}>
          ${this.objects.map(s=>o`<option value=${ue(s)} ?selected=${ue(s)===this.source}>${e.name(s)} (${s.address})</option>`)}
        </select>
      </label>
      <p>${e.t("copy.to",{count:this.targets.length})}</p>
      ${t>0?o`<p class="note">${e.t("copy.left",{count:t})}</p>`:c}
      ${this.done===void 0?this.renderChanges():o`<p role="status" class="tag good">${e.t("copy.done",{count:this.done})}</p>`}
    `}renderChanges(){let{page:e,changes:t}=this;if(t===void 0)return o`<p class="empty" role="status">${e.t("page.loading")}</p>`;if(t.length===0)return o`<p class="empty">${e.t("copy.nothing")}</p>`;let s=this.pattern?.entry_id??"",n=(i,r)=>r===null?"–":e.texts.value(i,r);return o`
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th>${e.t("plant.name")}</th>
              <th>${e.t("copy.setting")}</th>
              <th>${e.t("copy.old")} → ${e.t("copy.new")}</th>
            </tr>
          </thead>
          <tbody>
            ${t.map(i=>{let r=e.feed.object(s,i.key);return o`<tr>
                <td>${r===void 0?i.key:e.name(r)}</td>
                <td>${e.texts.setting(i.translation_key)}</td>
                <td class="number">${F(n(i.translation_key,i.old),n(i.translation_key,i.new))}</td>
              </tr>`})}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button class="main" data-action="apply" @click=${()=>this.ask(!1)}>
          ${e.t("copy.apply",{count:new Set(t.map(i=>i.key)).size})}
        </button>
      </div>
    `}};function ue(a){return`${a.entry_id} ${a.key}`}customElements.define("openwebnet-copy",Me);var Xt=4e3,es=3e3,je=class extends _{constructor(){super(...arguments);this.fading=0;this.looking=0}static{this.properties={page:{attribute:!1},object:{attribute:!1},details:{state:!0},isBusy:{state:!0},isMeasured:{state:!0},saved:{state:!0},refused:{state:!0},failure:{state:!0}}}static{this.styles=[$,v`
      .settings {
        display: grid;
        gap: 8px 16px;
        grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
      }
      .settings label {
        display: block;
      }
      .mark {
        display: block;
        font-size: 12px;
        min-height: 18px;
      }
      .saved {
        color: color-mix(in srgb, var(--good) 75%, var(--text));
      }
      .refused {
        color: color-mix(in srgb, var(--bad) 80%, var(--text));
      }
      .saved:empty + .refused {
        margin-top: -18px;
      }
      [aria-invalid="true"] {
        border-color: var(--bad);
      }
      .settings input:not([type="checkbox"]),
      .settings select {
        width: 100%;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        align-items: center;
        border-top: 1px solid var(--line);
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        overflow-wrap: anywhere;
        padding: 4px 0;
      }
      li > * {
        max-width: 100%;
        min-width: 0;
      }
      /* In line with what cannot be opened. */
      li button.plain {
        padding-inline: 0;
      }
      .grow {
        flex: 1;
      }
    `]}connectedCallback(){super.connectedCallback(),this.load(),this.looking=window.setInterval(()=>{this.look()},es)}disconnectedCallback(){super.disconnectedCallback(),clearTimeout(this.fading),clearInterval(this.looking)}get target(){return{entry_id:this.object.entry_id,key:this.object.key}}async load(){await this.attempt(async()=>this.details=await this.page.call("details",this.target))}async look(){if(!(document.hidden||this.details===void 0))try{this.details=await this.page.call("details",this.target)}catch{}}async attempt(t){this.isBusy=!0;try{await t(),this.failure=void 0}catch(s){this.failure=this.page.texts.error(s)}this.isBusy=!1}get heading(){return`${this.page.name(this.object)} · ${this.object.address}`}renderContent(){let{page:t,object:s,details:n}=this;return o`
      ${this.failure===void 0?c:o`<p class="problem" role="alert">${this.failure}</p>`}
      <p class="note">
        ${t.texts.kind(t.kind(s))} · WHO ${s.who} · WHERE <span class="mono">${s.where}</span> ·
        ${t.gateway(s.entry_id)?.title??""}
      </p>
      <div class="bar">
        ${s.can_identify?o`<button ?disabled=${this.isBusy} @click=${()=>this.attempt(()=>t.call("identify",this.target))}>
              ${t.t("details.identify")}
            </button>`:c}
        ${this.canCalibrate?this.renderCalibrate():c}
        ${s.device_id===null?c:o`<button @click=${()=>this.openDevice()}>${t.t("details.open_device")}</button>`}
      </div>
      ${n===void 0?o`<p class="empty" role="status">${t.t("page.loading")}</p>`:this.renderDetails(n)}
    `}get canCalibrate(){return this.object.is_cover&&this.details?.settings.some(t=>t.name==="opening_time")===!0}renderCalibrate(){let{page:t,object:s}=this,n=async()=>{if(confirm(t.t("details.really_calibrate"))){this.isMeasured=!0;try{await t.hass.callService("openwebnet","calibrate_cover",{entity_id:s.entity_id})}finally{this.isMeasured=!1}await this.look()}};return o`<button ?disabled=${this.isBusy||s.entity_id===null} @click=${()=>this.attempt(n)}>
        ${t.t("details.calibrate")}
      </button>
      ${this.isMeasured?o`<span class="note" role="status">${t.t("details.calibrating")}</span>`:c}`}openDevice(){history.pushState(null,"",`/config/devices/device/${this.object.device_id??""}`),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}}))}renderDetails(t){let{page:s}=this;return o`
      ${t.settings.length===0?c:o`<h3>${s.t("details.settings")}</h3>
            <div class="settings">${t.settings.map(n=>this.renderField(n))}</div>
            <div class="bar">
              <button @click=${()=>this.dispatchEvent(new CustomEvent("copy"))}>${s.t("details.copy")}</button>
            </div>`}
      <h3>${s.t("details.entities")}</h3>
      ${t.entities.length===0?o`<p class="note">${s.t("details.no_entities")}</p>`:c}
      <ul>
        ${t.entities.map(n=>this.renderEntity(n))}
      </ul>
      <h3>${s.t("details.frames")}</h3>
      ${t.frames.length===0?o`<p class="note">${s.t("details.no_frames")}</p>`:c}
      <ul>
        ${t.frames.toReversed().map(n=>o`<li>
            <span class="number note">${s.texts.time(n.at)}</span>
            <span>${s.t(`way.${n.way}`)}</span>
            <span class="grow">${s.texts.said(n)}</span>
            <span class="mono note">${n.frame}</span>
          </li>`)}
      </ul>
      ${t.exchanges.length===0?c:o`<h3>${s.t("details.exchanges")}</h3>
            <ul>
              ${t.exchanges.toReversed().map(n=>o`<li>
                  <span class="number note">${s.texts.time(n.at)}</span>
                  <span class="grow">${s.texts.meaning(n.meaning)}</span>
                  <span class="tag ${n.outcome==="confirmed"?"good":"bad"}">${s.t(`outcome.${n.outcome}`)}</span>
                  <span class="number note">${n.answered===null?"":`${Math.round(n.answered*1e3)} ms`}</span>
                </li>`)}
            </ul>`}
    `}renderEntity(t){let{page:s}=this,n=s.hass.states[t.entity_id],i=()=>this.dispatchEvent(new CustomEvent("hass-more-info",{bubbles:!0,composed:!0,detail:{entityId:t.entity_id}})),r=()=>{this.close(),i()};return o`<li>
      ${t.is_disabled?o`<span class="grow note">${t.entity_id} <span class="tag calm">${s.t("details.disabled")}</span></span>`:o`<button class="plain" @click=${r}>${t.entity_id}</button><span class="grow"></span>`}
      <span>${n===void 0?"":s.hass.formatEntityState?.(n)??n.state}</span>
    </li>`}async keep(t,s,n){let{page:i}=this,r=l=>{s.type==="checkbox"?s.checked=l===!0:s.value=String(l??"")};if(clearTimeout(this.fading),this.saved=this.refused=void 0,t.type==="number"&&s.value.trim()===""){r(t.value);return}try{await i.call("set",{entry_id:this.object.entry_id,keys:[this.object.key],settings:{[t.name]:n}})}catch(l){t.type!=="number"&&r(t.value),this.refused={name:t.name,why:i.texts.error(l)};return}this.saved=t.name,this.fading=window.setTimeout(()=>this.saved=void 0,Xt),await this.load()}renderField(t){let{page:s}=this,n=this.refused?.name===t.name?this.refused.why:void 0,i=t.type==="number"?` (${s.texts.formats.number(t.min??0)} – ${s.texts.formats.number(t.max??0)})`:"";return o`<div>
      <label>
        <span class="label">${s.texts.setting(t.translation_key)}${t.unit?` (${t.unit})`:""}</span>
        ${this.renderInput(t,n!==void 0)}
      </label>
      <span class="mark saved" role="status" aria-live="polite">${this.saved===t.name?s.t("details.saved"):c}</span>
      ${n===void 0?c:o`<span class="mark refused" role="alert" id="refused-${t.name}">${n}${i}</span>`}
    </div>`}renderInput(t,s){let{page:n}=this,i=s?`refused-${t.name}`:c;switch(t.type){case"number":return o`<input
          type="number"
          data-setting=${t.name}
          min=${t.min??0}
          max=${t.max??0}
          step=${t.step??1}
          aria-invalid=${s}
          aria-describedby=${i}
          .value=${String(t.value??"")}
          @change=${r=>this.keep(t,r.target,Number(u(r)))}
        />`;case"choice":return o`<select
          data-setting=${t.name}
          aria-invalid=${s}
          aria-describedby=${i}
          @change=${r=>this.keep(t,r.target,u(r))}
        >
          ${t.options?.map(r=>o`<option value=${r} ?selected=${r===t.value}>${n.texts.option(t.translation_key,r)}</option>`)}
        </select>`;case"flag":return o`<input
          type="checkbox"
          data-setting=${t.name}
          aria-invalid=${s}
          aria-describedby=${i}
          .checked=${t.value===!0}
          @change=${r=>this.keep(t,r.target,x(r))}
        />`}}};customElements.define("openwebnet-details",je);var ts=[["new","good",a=>a.status==="new"],["changed_name","warn",a=>a.status==="changed"&&a.name!==""&&a.name!==a.old_name],["changed_room","warn",a=>a.status==="changed"&&a.room!==""&&a.room!==a.old_room],["changed_settings","warn",a=>a.status==="changed"&&Object.keys(a.settings).length>0],["same","calm",a=>a.status==="same"],["bad","bad",a=>a.status==="bad"]],ss={new:"good",changed:"warn",same:"calm",bad:"bad"},Le=class extends _{static{this.properties={page:{attribute:!1},entry:{state:!0},text:{state:!0},rows:{state:!0},without:{state:!0},failure:{state:!0},done:{state:!0},isBusy:{state:!0}}}static{this.styles=[$,v`
      textarea {
        font-family: var(--ha-font-family-code, ui-monospace, monospace);
        min-height: 180px;
        resize: vertical;
        width: 100%;
      }
    `]}constructor(){super(),this.entry=this.text="",this.without=new Set,this.isBusy=!1}get heading(){return this.page.t("list.title")}get entryId(){return this.entry||(this.page.gateways[0]?.entry_id??"")}async attempt(e){this.isBusy=!0;try{await e(),this.failure=void 0}catch(t){this.failure=this.page.texts.error(t)}this.isBusy=!1}async preview(){let{rows:e}=await this.page.call("list/preview",{entry_id:this.entryId,text:this.text});this.rows=e,this.without=new Set}async apply(){let e=this.rows?.filter(i=>this.isWanted(i)).map(i=>i.line)??[],t={entry_id:this.entryId,text:this.text,lines:e},{changed:s,undo:n}=await this.page.call("list/apply",t);this.page.undo.add(this.page.t("list.done",{count:s}),n),this.done=s}isWanted(e){return(e.status==="new"||e.status==="changed")&&!this.without.has(e.line)}async upload(e){let t=e.target.files?.[0];t!==void 0&&await this.attempt(async()=>{this.text=ns(await t.arrayBuffer()),await this.preview()})}async export(){let{text:e}=await this.page.call("list/export",{entry_id:this.entryId}),t=this.page.gateway(this.entryId)?.title??"plant";ce(`${t.replace(/[^\w-]+/g,"_")}.csv`,e,"text/csv;charset=utf-8")}renderContent(){return o`
      ${this.failure===void 0?c:o`<p class="problem" role="alert">${this.failure}</p>`}
      ${this.done!==void 0?this.renderDone(this.done):this.rows===void 0?this.renderInput():this.renderRows(this.rows)}
    `}renderDone(e){let{page:t}=this;return o`
      <div class="bar" role="status">
        <span class="tag good">${t.t("list.done",{count:e})}</span>
        ${t.undo.renderButton(t,s=>this.attempt(s))}
      </div>
      <p class="note">${t.t("list.undo_explain")}</p>
    `}renderInput(){let{page:e}=this;return o`
      <p class="note">${e.t("list.explain")}</p>
      ${e.gateways.length<2?c:o`<select aria-label=${e.t("plant.gateway")} @change=${t=>this.entry=u(t)}>
            ${e.gateways.map(t=>o`<option value=${t.entry_id} ?selected=${t.entry_id===this.entryId}>${t.title}</option>`)}
          </select>`}
      <textarea
        data-field="list"
        spellcheck="false"
        aria-label=${e.t("list.paste")}
        placeholder=${e.t("list.example")}
        .value=${this.text}
        @input=${t=>this.text=u(t)}
      ></textarea>
      <div class="bar">
        <button class="main" data-action="preview" ?disabled=${this.isBusy||this.text.trim()===""} @click=${()=>this.attempt(()=>this.preview())}>
          ${e.t("list.preview")}
        </button>
        <label>
          <span class="label">${e.t("list.upload")}</span>
          <input type="file" accept=".csv,.txt,.tsv,.yaml,.yml,.json" @change=${t=>this.upload(t)} />
        </label>
        <button data-action="export" @click=${()=>this.attempt(()=>this.export())}>${e.t("list.download")}</button>
      </div>
    `}renderRows(e){let{page:t}=this,s=e.filter(n=>this.isWanted(n)).length;return o`
      <div class="bar" role="status">
        ${ts.map(([n,i,r])=>{let l=e.filter(r).length;if(l===0)return c;let d=n.startsWith("changed")?t.t(`list.${n}`,{count:l}):t.texts.pair(t.t(`list.${n}`),l);return o`<span class="tag ${i}">${d}</span>`})}
      </div>
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th></th>
              <th>${t.t("list.line")}</th>
              <th></th>
              <th>${t.t("plant.address")}</th>
              <th>${t.t("plant.name")}</th>
              <th>${t.t("plant.room")}</th>
            </tr>
          </thead>
          <tbody>
            ${e.map(n=>this.renderRow(n))}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button class="main" data-action="apply" ?disabled=${this.isBusy||s===0} @click=${()=>this.attempt(()=>this.apply())}>
          ${t.t("list.apply",{count:s})}
        </button>
        <button @click=${()=>this.rows=void 0}>${t.t("list.back")}</button>
      </div>
    `}renderRow(e){let{page:t}=this,s=i=>{let r=new Set(this.without);x(i)?r.delete(e.line):r.add(e.line),this.without=r},n=e.status==="new"||e.status==="changed";return o`<tr data-line=${e.line} data-status=${e.status} class=${this.without.has(e.line)?"off":""}>
      <td>
        ${n?o`<input type="checkbox" aria-label=${t.t("list.take",{line:e.line})} .checked=${!this.without.has(e.line)} @change=${s} />`:c}
      </td>
      <td class="number note">${e.line}</td>
      <td><span class="tag ${ss[e.status]}">${t.t(`list.${e.status}`)}</span></td>
      ${e.status==="bad"?this.renderReason(e):this.renderChange(e)}
    </tr>`}renderReason(e){let{page:t}=this,s=t.t(`reason.${e.reason??""}`),n=e.reason==="twice"?`${t.t("list.line")} ${e.about}`:e.about;return o`<td class="wide" colspan="3">
      ${n===""?s:o`<strong>${n}</strong>${t.texts.colon}${s}`}<br /><span class="mono note">${e.text}</span>
    </td>`}renderChange(e){let{page:t}=this,{used_as:s,...n}=e.settings,i=d=>d===void 0?"":t.texts.kind(String(d)),r=(d,p)=>e.status==="new"?p||d:F(d,p),l=(d,p)=>p===void 0?"–":t.texts.value(d,p);return o`
      <td>
        ${e.address}<br />
        <span class="note">
          ${s===void 0?i(e.kind??""):r(i(e.old_settings.used_as),i(s))}
        </span>
        ${Object.entries(n).map(([d,p])=>o`<br /><span class="note">
              ${t.texts.setting(d)}${t.texts.colon}${r(l(d,e.old_settings[d]),l(d,p))}
            </span>`)}
      </td>
      <td>${r(e.old_name,e.name)}</td>
      <td>${r(e.old_room,e.room)} ${e.is_new_room?o`<span class="tag good">${t.t("list.new_room")}</span>`:c}</td>
    `}};function ns(a){try{return new TextDecoder("utf-8",{fatal:!0}).decode(a)}catch{return new TextDecoder("windows-1252").decode(a)}}customElements.define("openwebnet-list",Le);var yt=6,De=class extends _{static{this.properties={page:{attribute:!1},wanted:{state:!0},steps:{state:!0},chosen:{state:!0},failure:{state:!0},done:{state:!0},isBusy:{state:!0}}}static{this.styles=[$]}constructor(){super(),this.wanted=new Map,this.chosen=new Set,this.isBusy=!1}get heading(){return this.page.t("rooms.title")}get groups(){let{page:e}=this,t=e.plant.objects.filter(i=>i.status==="added"&&i.device_id!==null&&i.numbers.area!==void 0);return[...Z(t,i=>`${i.entry_id} ${i.numbers.interface??""} ${i.numbers.area??""}`)].map(([i,r])=>{let l=r[0],d=[`A ${l.numbers.area??""}`];return l.numbers.interface!==void 0&&d.push(`I ${l.numbers.interface}`),e.gatewayOf(l)!==""&&d.push(e.gatewayOf(l)),{id:i,title:d.join(" · "),objects:r.sort(R)}}).sort((i,r)=>i.title.localeCompare(r.title,void 0,{numeric:!0}))}common(e){let t=new Set(e.objects.map(s=>this.page.room(s)));return t.size===1?[...t][0]??"":""}preview(){let e=[];for(let t of this.groups){let s=this.wanted.get(t.id)?.trim()??"";if(s!=="")for(let n of t.objects){let i=this.page.room(n);i.toLowerCase()!==s.toLowerCase()&&e.push({object:n,old:i,room:s})}}this.steps=[...e.filter(t=>t.old!==""),...e.filter(t=>t.old==="")],this.chosen=new Set(e.filter(t=>t.old===""))}choose(e,t){let s=new Set(this.chosen);t?s.add(e):s.delete(e),this.chosen=s}async apply(e){let{page:t}=this;this.isBusy=!0;let s={devices:[],areas:[]},n=new Set(t.areas.map(i=>i.area_id));try{for(let[,i]of Z(e,r=>r.room.toLowerCase())){let r=await t.areaOf(i[0]?.room??"");r!==null&&!n.has(r)&&s.areas.push(r);for(let{object:l}of i){let d=t.device(l)?.area_id??null;await t.place(l,r),s.devices.push({device_id:l.device_id??"",area:[d,r]})}}this.done=s.devices.length,this.failure=void 0}catch(i){this.failure=this.page.texts.error(i)}t.undo.add(t.t("rooms.done",{count:s.devices.length}),s),this.isBusy=!1}renderContent(){let{page:e}=this;return o`
      ${this.failure===void 0?c:o`<p class="problem" role="alert">${this.failure}</p>`}
      ${this.done!==void 0?this.renderDone(this.done):this.steps===void 0?this.renderInput():this.renderSteps(this.steps)}
      <datalist id="areas">${e.areas.map(t=>o`<option value=${t.name}></option>`)}</datalist>
    `}renderDone(e){let{page:t}=this,s=async n=>{try{await n()}catch(i){this.failure=t.texts.error(i)}};return o`
      <div class="bar" role="status">
        <span class="tag good">${t.t("rooms.done",{count:e})}</span>
        ${t.undo.renderButton(t,s)}
      </div>
    `}renderInput(){let{page:e}=this;return o`
      <p class="note">${e.t("rooms.explain")}</p>
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th>A</th>
              <th>${e.t("rooms.inside")}</th>
              <th>${e.t("plant.room")}</th>
            </tr>
          </thead>
          <tbody>
            ${this.groups.map(t=>this.renderGroup(t))}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button
          class="main"
          data-action="preview"
          ?disabled=${[...this.wanted.values()].every(t=>t.trim()==="")}
          @click=${()=>this.preview()}
        >
          ${e.t("list.preview")}
        </button>
      </div>
    `}renderGroup(e){let{page:t}=this,s=e.objects.map(r=>t.name(r)),n=s.length-yt,i=[...new Set(e.objects.map(r=>t.room(r)).filter(Boolean))];return o`<tr data-area=${e.objects[0]?.numbers.area??""}>
      <td class="number"><strong>${e.title}</strong></td>
      <td class="wide">
        ${s.slice(0,yt).join(", ")}${n>0?` … +${n}`:""}
        ${i.length>1?o`<span class="note">(${i.join(", ")})</span>`:c}
      </td>
      <td class="wide">
        <input
          list="areas"
          aria-label=${t.t("rooms.room_of",{area:e.title})}
          .value=${this.wanted.get(e.id)??this.common(e)}
          @input=${r=>this.wanted=new Map(this.wanted).set(e.id,u(r))}
        />
      </td>
    </tr>`}renderSteps(e){let{page:t}=this,s=e.filter(n=>this.chosen.has(n));return o`
      ${e.length===0?o`<p class="empty">${t.t("rooms.nothing")}</p>`:c}
      ${e.some(n=>n.old!=="")?o`<p class="notice">${t.t("rooms.other")}</p>`:c}
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th>
                <input
                  type="checkbox"
                  aria-label=${t.t("plant.choose_all")}
                  .checked=${s.length===e.length}
                  @change=${n=>this.chosen=new Set(x(n)?e:[])}
                />
              </th>
              <th>${t.t("plant.address")}</th>
              <th>${t.t("plant.name")}</th>
              <th>${t.t("plant.room")}</th>
            </tr>
          </thead>
          <tbody>
            ${e.map(n=>this.renderStep(n))}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button class="main" data-action="apply" ?disabled=${this.isBusy||s.length===0} @click=${()=>this.apply(s)}>
          ${t.t("rooms.apply",{count:s.length})}
        </button>
        <button @click=${()=>this.steps=void 0}>${t.t("list.back")}</button>
      </div>
    `}renderStep(e){let{page:t}=this,s=t.name(e.object),n=this.chosen.has(e);return o`<tr data-step=${e.object.key} class=${n?"":"off"}>
      <td>
        <input
          type="checkbox"
          aria-label=${t.t("plant.choose",{name:s})}
          .checked=${n}
          @change=${i=>this.choose(e,x(i))}
        />
      </td>
      <td class="number">${e.object.address}</td>
      <td>${s}</td>
      <td>${F(e.old,e.room)}</td>
    </tr>`}};customElements.define("openwebnet-rooms",De);var is=["kind","address","name","room","state","heard"],as=["light","switch","outlet","fan","lock","valve"],He=class extends f{constructor(){super();this.reached="";this.target=this.search=this.kind=this.room=this.entry=this.only="",this.sorted="address",this.isReversed=!1,this.chosen=new Set}static{this.properties={page:{attribute:!1},target:{attribute:!1},search:{state:!0},kind:{state:!0},room:{state:!0},entry:{state:!0},only:{state:!0},sorted:{state:!0},isReversed:{state:!0},chosen:{state:!0},opened:{state:!0},dialog:{state:!0},pattern:{state:!0}}}static{this.styles=[$,v`
      .inline {
        background: transparent;
        border-color: transparent;
        min-height: 32px;
        padding-inline: 6px;
        text-overflow: ellipsis;
        width: 100%;
      }
      .inline:hover,
      .inline:focus {
        background: var(--card);
        border-color: var(--line);
      }
      .inline.unnamed {
        color: var(--faint);
        font-style: italic;
      }
      .kind {
        white-space: nowrap;
      }
      .kind ha-icon {
        --mdc-icon-size: 20px;
        color: var(--faint);
        margin-inline-end: 8px;
        vertical-align: middle;
      }
      th button {
        background: none;
        border: none;
        font-size: 12px;
        font-weight: 500;
        min-height: 28px;
        padding: 0;
      }
      /* One element a row: with all cells of a busy bus, each frame of the page would restyle them all. */
      tr.heard0 {
        animation: heard0 4s ease-out;
      }
      tr.heard1 {
        animation: heard1 4s ease-out;
      }
      @keyframes heard0 {
        from {
          background: color-mix(in srgb, var(--warn) 60%, transparent);
        }
      }
      @keyframes heard1 {
        from {
          background: color-mix(in srgb, var(--warn) 60%, transparent);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        tr.heard {
          animation: none;
          background: color-mix(in srgb, var(--warn) 25%, transparent);
        }
      }
      tr.target td {
        background: color-mix(in srgb, var(--accent) 16%, transparent);
      }
      .name {
        min-width: 150px;
        width: 34%;
      }
      .room {
        min-width: 140px;
        width: 20%;
      }
      .pick {
        width: 34px;
      }
      .kind {
        max-width: 170px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .state {
        max-width: 180px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .chosen {
        background: color-mix(in srgb, var(--accent) 14%, var(--card));
        border-radius: 12px;
        bottom: 8px;
        box-shadow: 0 2px 8px rgba(0, 0, 0, 0.3);
        padding: 8px 12px;
        position: sticky;
        z-index: 1;
      }
      @media (max-width: 700px) {
        thead {
          clip-path: inset(50%);
          height: 1px;
          overflow: hidden;
          position: absolute;
        }
        tr {
          border-top: 1px solid var(--line);
          column-gap: 8px;
          display: grid;
          grid-template: "pick name open" auto "pick room state" auto "pick kind address" auto / 34px 1fr auto;
          padding: 6px;
        }
        td {
          border: none;
          padding: 0;
        }
        .pick {
          grid-area: pick;
        }
        .kind {
          color: var(--faint);
          font-size: 12px;
          grid-area: kind;
          padding-inline-start: 6px;
        }
        .address {
          font-size: 12px;
          grid-area: address;
          text-align: end;
        }
        .name {
          font-weight: 500;
          grid-area: name;
          width: auto;
        }
        .room {
          grid-area: room;
          width: auto;
        }
        .state {
          align-self: center;
          grid-area: state;
          text-align: end;
        }
        .when {
          display: none;
        }
        .open {
          grid-area: open;
          text-align: end;
        }
      }
    `]}willUpdate(t){t.has("target")&&this.target!==""&&(this.search=this.kind=this.room=this.entry=this.only="")}updated(){if(this.reached===this.target)return;let t=this.renderRoot.querySelector("tr.target");t!==null&&(this.reached=this.target,t.scrollIntoView({block:"center"}),t.querySelector(".open button")?.focus({preventScroll:!0}))}get objects(){return this.page.plant.objects.filter(t=>t.status==="added")}get shown(){let{page:t}=this,s=this.objects.filter(n=>(this.kind===""||t.kind(n)===this.kind)&&(this.room===""||t.room(n)===(this.room==="-"?"":this.room))&&(this.entry===""||n.entry_id===this.entry)&&(this.only!=="unnamed"||!t.isNamed(n))&&(this.only!=="silent"||n.is_silent||n.is_faulty)&&pe(n,t.name(n),t.room(n),this.search));return s.sort((n,i)=>this.compare(n,i)||R(n,i)),this.isReversed?s.reverse():s}compare(t,s){let{page:n}=this,i={kind:l=>n.texts.kind(n.kind(l)),name:l=>n.name(l),room:l=>n.room(l),state:l=>n.state(l)};if(this.sorted==="address")return 0;if(this.sorted==="heard")return(n.heard(s)??0)-(n.heard(t)??0);let r=i[this.sorted];return r(t).localeCompare(r(s),void 0,{numeric:!0})}sort(t){this.isReversed=this.sorted===t&&!this.isReversed,this.sorted=t}choose(t,s){let n=new Set(this.chosen);s?n.add(t):n.delete(t),this.chosen=n}render(){let{page:t}=this;if(this.objects.length===0)return o`<p class="empty">${t.t("plant.empty")}</p>${this.renderActions()}${this.renderDialog([])}`;let s=this.shown,n=this.objects.filter(i=>this.chosen.has(O(i)));return o`
      ${this.renderFilters()}${this.renderActions()}
      <datalist id="areas">${t.areas.map(i=>o`<option value=${i.name}></option>`)}</datalist>
      <div class="card scroll">
        <table>
          <caption class="hidden">${t.t("page.plant")}</caption>
          <thead>
            <tr>
              <th class="pick">
                <input
                  type="checkbox"
                  aria-label=${t.t("plant.choose_all")}
                  .checked=${s.length>0&&s.every(i=>this.chosen.has(O(i)))}
                  @change=${i=>this.chosen=new Set(x(i)?s.map(O):[])}
                />
              </th>
              ${is.map(i=>this.renderHeading(i))}
              <th><span class="hidden">${t.t("plant.details")}</span></th>
            </tr>
          </thead>
          <tbody>
            ${S(s,O,i=>U([...t.shown(i),this.chosen.has(O(i)),t.isCalled(i,this.target)],()=>this.renderRow(i)))}
          </tbody>
        </table>
        ${s.length===0?o`<p class="empty">${t.t("plant.nothing_found")}</p>`:c}
      </div>
      <p class="note" role="status">${t.t("plant.count",{shown:s.length,all:this.objects.length})}</p>
      ${n.length>0?this.renderChosen(n):c} ${this.renderDialog(n)}
    `}renderFilters(){let{page:t}=this,s=[...new Set(this.objects.map(r=>t.kind(r)))],n=[...new Set(this.objects.map(r=>t.room(r)).filter(Boolean))].sort(),i=(r,l,d)=>o`<option value=${r} ?selected=${r===d}>${l}</option>`;return o`<div class="bar">
      ${he(t,this.search,r=>this.search=r)}
      <select aria-label=${t.t("plant.kind")} @change=${r=>this.kind=u(r)}>
        ${i("",t.t("plant.all_kinds"),this.kind)}
        ${s.map(r=>i(r,t.texts.kind(r),this.kind))}
      </select>
      <select aria-label=${t.t("plant.room")} @change=${r=>this.room=u(r)}>
        ${i("",t.t("plant.all_rooms"),this.room)} ${i("-",t.t("plant.no_room"),this.room)}
        ${n.map(r=>i(r,r,this.room))}
      </select>
      ${t.gateways.length<2?c:o`<select aria-label=${t.t("plant.gateway")} @change=${r=>this.entry=u(r)}>
            ${i("",t.t("plant.all_gateways"),this.entry)}
            ${t.gateways.map(r=>i(r.entry_id,r.title,this.entry))}
          </select>`}
      <select aria-label=${t.t("plant.only")} @change=${r=>this.only=u(r)}>
        ${i("",t.t("plant.everything"),this.only)} ${i("unnamed",t.t("plant.unnamed"),this.only)}
        ${i("silent",t.t("plant.silent_or_faulty"),this.only)}
      </select>
    </div>`}renderActions(){let{page:t}=this;return o`<div class="bar">
      <button @click=${()=>this.dialog="list"} data-action="list">${t.t("list.title")}</button>
      <button @click=${()=>this.dialog="rooms"} data-action="rooms">${t.t("rooms.title")}</button>
      ${t.undo.render(t)}
    </div>`}renderHeading(t){let s=this.sorted===t?this.isReversed?"descending":"ascending":"none",n={none:"",ascending:" ▲",descending:" ▼"}[s];return o`<th aria-sort=${s}>
      <button @click=${()=>this.sort(t)}>${this.page.t(`plant.${t}`)}${n}</button>
    </th>`}renderRow(t){let{page:s}=this,n=O(t),i=s.name(t),r=s.heard(t);return o`<tr data-key=${t.key} data-entry=${t.entry_id} class="${s.shine(t)} ${s.isCalled(t,this.target)?"target":""}">
      <td class="pick">
        <input
          type="checkbox"
          aria-label=${s.t("plant.choose",{name:i})}
          .checked=${this.chosen.has(n)}
          @change=${l=>this.choose(n,x(l))}
        />
      </td>
      <td class="kind">${s.icon(s.kind(t))}${s.texts.kind(s.kind(t))}</td>
      <td class="address number">
        ${t.address}${s.gatewayOf(t)===""?c:o`<br /><span class="note">${s.gatewayOf(t)}</span>`}
      </td>
      <td class="name">
        <input
          class="inline ${s.isNamed(t)?"":"unnamed"}"
          data-field="name"
          aria-label=${s.t("plant.name_of",{address:t.address})}
          .value=${i}
          data-known=${i}
          @change=${l=>this.rename(t,l)}
          @keydown=${bt}
        />
      </td>
      <td class="room">
        <input
          class="inline"
          data-field="room"
          list="areas"
          placeholder=${s.t("plant.no_room")}
          aria-label=${s.t("plant.room_of",{address:t.address})}
          .value=${s.room(t)}
          data-known=${s.room(t)}
          @change=${l=>this.place(t,l)}
          @keydown=${bt}
        />
      </td>
      <td class="state">
        ${t.is_silent?o`<span class="tag bad">${s.t("plant.silent")}</span>`:c}
        ${t.is_faulty?o`<span class="tag bad">${s.t("plant.faulty")}</span>`:c}
        ${t.is_silent?c:s.state(t)}
      </td>
      <td class="when number note">${r===void 0?"":s.texts.when(r)}</td>
      <td class="open">
        <button class="plain" aria-label=${s.t("plant.details_of",{name:i})} @click=${()=>this.opened=n}>
          ${s.t("plant.details")}
        </button>
      </td>
    </tr>`}async rename(t,s){let n=s.target;(!await this.page.attempt(()=>this.page.rename(t,n.value))||n.value.trim()==="")&&(n.value=this.page.name(t))}async place(t,s){let n=s.target;await this.page.attempt(async()=>this.page.place(t,await this.page.areaOf(n.value)))||(n.value=this.page.room(t))}renderChosen(t){let{page:s}=this,n=t.every(i=>i.used_as!==null);return o`<div class="bar chosen" role="toolbar" aria-label=${s.t("plant.chosen",{count:t.length})}>
      <strong>${s.t("plant.chosen",{count:t.length})}</strong>
      <input
        list="areas"
        data-bulk="room"
        placeholder=${s.t("plant.put_into_room")}
        aria-label=${s.t("plant.put_into_room")}
        @change=${i=>this.placeAll(t,i.target)}
      />
      <select
        aria-label=${s.t("plant.used_as")}
        ?disabled=${!n}
        @change=${i=>this.useAll(t,i.target)}
      >
        <option value="">${s.t("plant.used_as")}</option>
        ${as.map(i=>o`<option value=${i}>${s.texts.use(i)}</option>`)}
      </select>
      <button @click=${()=>this.dialog="copy"} data-action="copy">${s.t("copy.title")}</button>
      <button class="danger" @click=${()=>this.ignoreAll(t)}>${s.t("plant.ignore")}</button>
      <button class="plain" @click=${()=>this.chosen=new Set}>${s.t("plant.choose_none")}</button>
    </div>`}async placeAll(t,s){await this.page.attempt(async()=>{let n=await this.page.areaOf(s.value);for(let i of t)await this.page.place(i,n);this.chosen=new Set})}async useAll(t,s){s.value!==""&&(await this.page.attempt(async()=>{for(let[n,i]of vt(t)){let r=i.map(l=>l.key);await this.page.call("set",{entry_id:n,keys:r,settings:{used_as:s.value}})}}),s.value="")}async ignoreAll(t){let{page:s}=this;confirm(s.t("plant.really_ignore",{count:t.length}))&&await s.attempt(async()=>{for(let[n,i]of vt(t))await s.call("ignore",{entry_id:n,keys:i.map(r=>r.key)});this.chosen=new Set})}renderDialog(t){let{page:s}=this,n=()=>this.dialog=this.pattern=void 0,i=this.opened===void 0?void 0:this.objects.find(r=>O(r)===this.opened);if(i!==void 0)return o`<openwebnet-details
        .page=${s}
        .object=${i}
        @closed=${()=>this.opened=void 0}
        @copy=${()=>{this.pattern=i,this.opened=void 0,this.dialog="copy"}}
      ></openwebnet-details>`;switch(this.dialog){case"list":return o`<openwebnet-list .page=${s} @closed=${n}></openwebnet-list>`;case"rooms":return o`<openwebnet-rooms .page=${s} @closed=${n}></openwebnet-rooms>`;case"copy":{let{pattern:r}=this,l=r===void 0?t:this.objects.filter(d=>d.kind===r.kind);return o`<openwebnet-copy
          .page=${s}
          .objects=${l}
          .source=${r===void 0?"":O(r)}
          @closed=${n}
        ></openwebnet-copy>`}default:return c}}};function bt(a){let e=a.target;a.key==="Enter"&&e.blur(),a.key==="Escape"&&(e.value=e.dataset.known??"",e.blur())}function O(a){return`${a.entry_id} ${a.key}`}function vt(a){return Z(a,e=>e.entry_id)}customElements.define("openwebnet-plant",He);var rs={comma_decimal:["en-US"],decimal_comma:["de"],space_comma:["fr"],quote_decimal:["de-CH"],none:["en-US"]},os="system",xt={hour:"2-digit",minute:"2-digit"},Ie={...xt,second:"2-digit"},wt={day:"2-digit",month:"2-digit",year:"numeric"},ds={DMY:["day","month","year"],MDY:["month","day","year"],YMD:["year","month","day"]},me=class{constructor(e){let t=this.locale=e.locale??{language:e.language},s=rs[t.number_format??""]??Ue(t.number_format,t.language),n=t.number_format!=="none";this.numbers=new Intl.NumberFormat(s,{maximumFractionDigits:3,useGrouping:n}),this.shares=new Intl.NumberFormat(s,{style:"percent"});let i=Ue(t.time_format,t.language),r={12:{hour12:!0},24:{hourCycle:"h23"}}[t.time_format??""],l=t.time_zone==="server"?e.config?.time_zone:void 0,d=l===void 0?{}:{timeZone:l};this.times=new Intl.DateTimeFormat(i,{...Ie,...r,...d}),this.minutes=new Intl.DateTimeFormat(i,{...xt,...r,...d}),this.exactTimes=new Intl.DateTimeFormat(i,{...Ie,...r,...d,fractionalSecondDigits:3}),this.clocks=new Intl.DateTimeFormat(i,{...Ie,...r,timeZone:"UTC"});let p=Ue(t.date_format,t.language);this.dates=new Intl.DateTimeFormat(p,{...wt,...d}),this.days=new Intl.DateTimeFormat(p,{...wt,timeZone:"UTC"})}number(e){return this.numbers.format(e)}percent(e){return this.shares.format(e/100)}exact(e){return this.exactTimes.format(e)}when(e){let t=this.inOrder(this.dates,e);return t===this.inOrder(this.dates,new Date)?this.times.format(e):`${t} ${this.minutes.format(e)}`}clock(e,t,s){return this.clocks.format(Date.UTC(2e3,0,1,e,t,s))}day(e,t,s){return this.inOrder(this.days,new Date(Date.UTC(s,t-1,e)))}inOrder(e,t){let s=ds[this.locale.date_format??""];if(s===void 0)return e.format(t);let n=e.formatToParts(t),i=n.find(r=>r.type==="literal")?.value??"/";return s.map(r=>n.find(l=>l.type===r)?.value??"").join(i)}};function Ue(a,e){return a===os?void 0:e}var P=a=>([e],t)=>Et(e===""?void 0:e,a,t),ge=([a],e)=>a!==void 0&&/^[01]\d{3}$/.test(a)?Et((a.startsWith("1")?-1:1)*Number(a.slice(1))/10,"°C",e):void 0,_t=([a],e)=>Ne(a,e,-100),ls=([a,e,t="0"],s)=>fe(a,e,t)?s.clock(Number(a),Number(e),Number(t)):void 0,cs=([,a,e,t],s)=>fe(a,e,t)?s.day(Number(a),Number(e),Number(t)):void 0,ps={"level and speed":_t,"level and speed, status of a 100-step dimmer":_t,"illuminance, lux":P("lx"),"status, position, priority, information":([,a],e)=>Ne(a,e),"measured temperature":ge,"set point":ge,"set point in effect":ge,"temperature of a probe":([a,e],t)=>ge([e??a??""],t),"humidity, %":([a],e)=>Ne(a,e),"active power, W":P("W"),"energy in total, Wh":P("Wh"),"energy this month, Wh":P("Wh"),"energy today, Wh":P("Wh"),"energy of a month, Wh":P("Wh"),"working time, h":P("h"),time:ls,date:cs,volume:P("")};function kt(a,e,t){return ps[a]?.(e,t)}function Et(a,e,t){if(typeof a=="string"?!fe(a):a===void 0)return;let s=t.number(Number(a));return e===""?s:`${s} ${e}`}function Ne(a,e,t=0){return fe(a)?e.percent(Number(a)+t):void 0}function fe(...a){return a.every(e=>e!==void 0&&/^-?\d+(?:\.\d+)?$/.test(e))}var Fe="openwebnet",hs=[13,1013],us=["config_panel","device","entity","exceptions","selector"],$e=class a{constructor(e,t){this.localize=e;this.formats=t;this.plain=new Map;this.meanings=new Map;this.colon=this.t("monitor.pair",{name:"",what:""})}static async load(e){let t=e.localize;for(let s of us)t=await e.loadBackendTranslation(s,Fe);return new a(t,new me(e))}t(e,t){return this.find(`config_panel.${e}`,t)||e}find(e,t){if(t!==void 0)return this.localize(`component.${Fe}.${e}`,t);let s=this.plain.get(e);return s===void 0&&this.plain.set(e,s=this.localize(`component.${Fe}.${e}`)),s}error(e){let t=e,s=t.translation_key;return(s===void 0?"":this.find(`exceptions.${s}.message`,t.translation_placeholders))||String(t.message??e)}kind(e){return this.find(`selector.kind.options.${e}`)||this.t("kind.object")}use(e){return this.find(`selector.used_as.options.${e}`)||e}setting(e){return["number","select","switch"].map(t=>this.find(`entity.${t}.${e}.name`)).find(Boolean)??e}pair(e,t){return`${e}${this.colon}${t}`}value(e,t){return typeof t=="number"?this.formats.number(t):typeof t=="string"?this.option(e,t):this.localize(t?"ui.common.yes":"ui.common.no")||String(t)}option(e,t){return this.find(`entity.select.${e}.state.${t}`)||t}defaultName(e){return this.find(`device.${e.kind}.name`,{where:e.label})||e.label}meaning(e){if(e===null)return this.t("monitor.unknown");let t=this.meanings.get(e);return t===void 0&&this.meanings.set(e,t=this.findMeaning(e)),t}findMeaning(e){let t={},s=0,n=e.replace(/\d+(?:\.\d+)?/g,l=>(s+=1,t[`n${s}`]=l,"n")),i=/^(asks for|sets): (.*)$/.exec(e);if(i!==null)return this.t(i[1]==="sets"?"monitor.sets":"monitor.asks",{what:this.meaning(i[2]??"")});let r=n.toLowerCase().replace(/[^a-z0-9]+/g,"_").replace(/^_|_$/g,"");return this.find(`config_panel.meaning.${r}`,s===0?void 0:t)||e}said(e){if(e.asked)return this.t("monitor.asked",{what:this.meaning(e.asked)});let t=this.meaning(e.meaning),s=e.values?.filter(i=>i!=="")??[];if(s.length===0)return t;let n=e.meaning===null?void 0:kt(e.meaning,e.values??[],this.formats);return n===void 0?`${t} (${s.join(", ")})`:this.pair(t.replace(/, (?:W|Wh|lux|%|h)$/,""),n)}time(e){return this.formats.exact(new Date(e*1e3))}when(e){return this.formats.when(new Date(e*1e3))}place(e){return e.scope!==void 0?this.t(`monitor.${e.scope[0]}`,{number:e.scope[1]??""}):e.who===void 0||hs.includes(e.who)?this.t("monitor.gateway"):e.where?`WHO ${e.who}, WHERE ${e.where}`:`WHO ${e.who}`}};var ye=class{constructor(e){this.changed=e;this.steps=[]}add(e,t){this.restored=void 0,t.devices.length>0&&this.steps.push({title:e,...t}),this.changed()}forget(){this.steps.pop(),this.restored=void 0,this.changed()}async undo(e){let t=this.steps.at(-1);if(t===void 0)return;let{devices:s,areas:n}=t;this.restored=(await e.call("undo",{devices:s,areas:n})).changed,this.steps.pop(),this.changed()}render(e){let t=this.steps.at(-1);return o`<div class="bar" role="status" aria-live="polite">
      ${t===void 0?this.renderRestored(e):o`<span class="tag good">${t.title}</span>
            ${this.renderButton(e,s=>e.attempt(s))}
            <button class="plain" @click=${()=>this.forget()}>${e.t("page.close")}</button>`}
    </div>`}renderButton(e,t){return o`${this.renderRestored(e)}
    ${this.steps.length===0?c:o`<button data-action="undo" title=${e.t("list.undo_explain")} @click=${()=>t(()=>this.undo(e))}>
          ${e.t("list.undo")}
        </button>`}`}renderRestored(e){return this.restored===void 0?c:o`<span class="tag good" data-undone>${e.t("list.undone",{count:this.restored})}</span>`}};var z=["plant","new","monitor"],ze=class extends f{constructor(){super();this.feed=new re(()=>this.tick+=1);this.undo=new ye(()=>this.tick+=1);this.onKey=t=>{let s={ArrowRight:1,ArrowLeft:-1}[t.key];if(s===void 0)return;let n=z[(z.indexOf(this.tab)+s+z.length)%z.length]??"plant";this.open(n),this.renderRoot.querySelector(`[data-tab="${n}"]`)?.focus()};this.narrow=!1,this.tick=0}static{this.properties={hass:{attribute:!1},narrow:{type:Boolean},route:{attribute:!1},texts:{state:!0},error:{state:!0},tick:{state:!0}}}static{this.styles=[$,v`
      :host {
        background: var(--ground);
        display: block;
        min-height: 100vh;
      }
      header {
        align-items: center;
        background: var(--app-header-background-color, var(--accent));
        color: var(--app-header-text-color, #fff);
        display: flex;
        gap: 4px 16px;
        flex-wrap: wrap;
        padding-inline: 12px;
        position: sticky;
        top: 0;
        z-index: 2;
      }
      h1 {
        font-size: 20px;
        font-weight: 400;
        margin: 0;
      }
      .menu {
        background: none;
        border: none;
        font-size: 20px;
        min-height: 48px;
        min-width: 48px;
      }
      [role="tablist"] {
        display: flex;
        overflow-x: auto;
      }
      [role="tab"] {
        background: none;
        border: none;
        border-bottom: 3px solid transparent;
        border-radius: 0;
        color: inherit;
        min-height: 56px;
        opacity: 0.8;
        padding-inline: 16px;
        white-space: nowrap;
      }
      [role="tab"][aria-selected="true"] {
        border-bottom-color: currentColor;
        font-weight: 500;
        opacity: 1;
      }
      [role="tab"]:focus-visible {
        outline-color: currentColor;
        outline-offset: -4px;
      }
      .count {
        background: var(--warn);
        border-radius: 9px;
        color: #000;
        font-size: 12px;
        margin-inline-start: 6px;
        padding: 1px 7px;
      }
      main {
        margin-inline: auto;
        max-width: 1500px;
        padding: 8px 16px 48px;
      }
      @media (max-width: 600px) {
        main {
          padding-inline: 8px;
        }
        header {
          padding-inline: 4px;
        }
        [role="tab"] {
          min-height: 44px;
        }
      }
    `]}connectedCallback(){super.connectedCallback(),this.begin()}disconnectedCallback(){super.disconnectedCallback(),this.feed.stop()}willUpdate(t){t.has("hass")&&this.begin()}begin(){let{hass:t}=this;t===void 0||!this.isConnected||t.user?.is_admin===!1||(this.feed.start(t),(this.loading?.language!==t.language||this.loading.locale!==t.locale)&&(this.loading=t,$e.load(t).then(s=>this.texts=s,s=>this.error=String(s))))}get tab(){let t=this.route?.path.split("/")[1];return z.find(s=>s===t)??"plant"}get target(){return decodeURIComponent(this.route?.path.split("/")[2]??"")}open(t){history.pushState(null,"",`${this.route?.prefix??"/openwebnet"}/${t}`),window.dispatchEvent(new CustomEvent("location-changed",{detail:{replace:!1}}))}render(){let{hass:t,texts:s}=this,{plant:n}=this.feed,i=t!==void 0&&s!==void 0&&n!==void 0?new le(t,s,this.feed,this.undo,n,this.narrow,r=>this.error=r):void 0;return o`
      <header>
        ${this.renderMenu()}
        <h1>OpenWebNet</h1>
        ${i===void 0?c:this.renderTabs(i)}
      </header>
      <main>
        ${this.error===void 0?c:o`<div class="problem" role="alert">
              ${this.error}
              <button class="plain" @click=${()=>this.error=void 0}>${s?.t("page.close")??"×"}</button>
            </div>`}
        ${i===void 0?this.renderNothing():this.renderTab(i)}
      </main>
    `}renderMenu(){if(!this.narrow)return c;if(customElements.get("ha-menu-button")!==void 0)return o`<ha-menu-button .hass=${this.hass} .narrow=${this.narrow}></ha-menu-button>`;let t=()=>this.dispatchEvent(new CustomEvent("hass-toggle-menu",{bubbles:!0,composed:!0}));return o`<button class="menu" aria-label=${this.texts?.t("page.menu")??"Menu"} @click=${t}>☰</button>`}renderTabs(t){let s=t.plant.objects.filter(n=>n.status==="waiting").length;return o`<div role="tablist" aria-label="OpenWebNet" @keydown=${this.onKey}>
      ${z.map(n=>o`<button
          role="tab"
          data-tab=${n}
          id="tab-${n}"
          aria-controls="content"
          aria-selected=${n===this.tab}
          tabindex=${n===this.tab?0:-1}
          @click=${()=>this.open(n)}
        >
          ${t.t(`page.${n}`)}${n==="new"&&s>0?o`<span class="count">${s}</span>`:c}
        </button>`)}
    </div>`}renderTab(t){return o`
      ${t.gateways.filter(s=>!s.is_connected).map(s=>this.renderAway(t,s))}
      ${t.gateways.filter(s=>s.neighbour!==null).map(s=>this.renderNeighbour(t,s))}
      <div id="content" role="tabpanel" aria-labelledby="tab-${this.tab}">
        ${t.gateways.length===0?o`<p class="empty">${t.t("page.no_gateway")}</p>`:{plant:()=>o`<openwebnet-plant .page=${t} .target=${this.target}></openwebnet-plant>`,new:()=>o`<openwebnet-new .page=${t}></openwebnet-new>`,monitor:()=>o`<openwebnet-monitor .page=${t}></openwebnet-monitor>`}[this.tab]()}
      </div>
    `}renderAway(t,s){let n=s.problem===null?"away":`problem_${s.problem}`;return o`<div class="notice" role="status">${t.t(`page.${n}`,{name:s.title})}</div>`}renderNeighbour(t,s){return o`<div class="notice" role="status" data-neighbour=${s.entry_id}>
      ${t.t("page.neighbour",{name:s.title,other:s.neighbour??""})}
      <a href="/config/integrations/integration/openwebnet">${t.t("page.open_integration")}</a>
    </div>`}renderNothing(){return this.hass?.user?.is_admin===!1?o`<p class="empty">${this.texts?.t("page.no_rights")??"Only administrators can use this page."}</p>`:this.feed.error!==void 0?o`<p class="problem" role="alert">${this.feed.error}</p>`:o`<p class="empty" role="status">${this.texts?.t("page.loading")??"…"}</p>`}};customElements.get("openwebnet-panel")===void 0&&customElements.define("openwebnet-panel",ze);
/*! Bundled license information:

@lit/reactive-element/css-tag.js:
  (**
   * @license
   * Copyright 2019 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

@lit/reactive-element/reactive-element.js:
lit-html/lit-html.js:
lit-element/lit-element.js:
lit-html/directive.js:
lit-html/directives/repeat.js:
  (**
   * @license
   * Copyright 2017 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/is-server.js:
  (**
   * @license
   * Copyright 2022 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/directives/guard.js:
  (**
   * @license
   * Copyright 2018 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)

lit-html/directive-helpers.js:
  (**
   * @license
   * Copyright 2020 Google LLC
   * SPDX-License-Identifier: BSD-3-Clause
   *)
*/
